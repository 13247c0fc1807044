namespace Winnow.Cli.Engine;

/// <summary>A <see cref="Reranker"/> as the commands see it.</summary>
sealed class RerankerScorer(Reranker reranker) : IPairScorer
{
    public string ModelName => reranker.Model.Name;

    public PairScore[] Score(IReadOnlyList<TextPair> pairs, IProgress<int>? progress, CancellationToken cancellationToken) =>
        reranker.Score(pairs, progress: progress, cancellationToken: cancellationToken);

    public void Dispose() => reranker.Dispose();
}
