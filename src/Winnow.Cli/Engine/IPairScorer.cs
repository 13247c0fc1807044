namespace Winnow.Cli.Engine;

/// <summary>A loaded reranker.</summary>
interface IPairScorer : IDisposable
{
    /// <summary>Gets the model's name.</summary>
    string ModelName { get; }

    /// <summary>Scores pairs in their order.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="progress">Is told the number of pairs done so far.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    PairScore[] Score(IReadOnlyList<TextPair> pairs, IProgress<int>? progress, CancellationToken cancellationToken);
}
