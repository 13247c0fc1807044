namespace Winnow.Training.Mining;

/// <summary>A first stage over the documents of training.</summary>
/// <param name="name">The name for messages and files.</param>
/// <param name="origin">The bit that marks what it found.</param>
abstract class MiningStage(string name, byte origin) : IDisposable
{
    /// <summary>Gets the name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets the bit that marks what it found.</summary>
    public byte Origin { get; } = origin;

    /// <summary>Ranks documents for some of the queries that are mined.</summary>
    /// <param name="start">The first, counted among those that are mined.</param>
    /// <param name="count">Their number.</param>
    /// <param name="depth">The most documents for each.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>For each query documents, best first.</returns>
    public abstract int[][] Rank(int start, int count, int depth, CancellationToken cancellationToken);

    /// <summary>Frees the index.</summary>
    public abstract void Dispose();
}
