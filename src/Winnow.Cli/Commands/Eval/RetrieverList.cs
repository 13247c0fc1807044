using Winnow.Evaluation.FirstStage;

namespace Winnow.Cli.Commands.Eval;

/// <summary>The retrievers of an evaluation, loaded before the work so that a wrong name is told at once.</summary>
sealed class RetrieverList : IDisposable
{
    readonly List<IFirstStage> _retrievers = [];

    /// <summary>Gets the retrievers.</summary>
    public IReadOnlyList<IFirstStage> Retrievers => _retrievers;

    /// <summary>Gets whether one of them is an embedder.</summary>
    public bool HasEmbedder => _retrievers.Any(retriever => retriever is DenseRetrieval);

    /// <summary>Loads retrievers.</summary>
    /// <param name="texts">Each <c>bm25</c> or <c>dense:FOLDER</c>.</param>
    /// <param name="embedders">How embedders are used.</param>
    /// <param name="cacheFolder">The folder that keeps vectors.</param>
    public void Load(IEnumerable<string> texts, DenseOptions embedders, string cacheFolder)
    {
        foreach (string text in texts)
        {
            _retrievers.Add(text.Split(':', 2) switch
            {
                ["bm25"] => new Bm25(),
                ["dense", { Length: > 0 } folder] => new DenseRetrieval(folder, cacheFolder, embedders),
                _ => throw new WinnowException($"--retriever must be bm25 or dense:FOLDER, not '{text}'."),
            });
        }
    }

    /// <summary>Releases the models.</summary>
    public void Dispose()
    {
        foreach (IDisposable retriever in _retrievers.OfType<IDisposable>())
            retriever.Dispose();
    }
}
