using Winnow.Cli.Engine;

namespace Winnow.Cli.Tests.Fakes;

sealed class FakeScorer(FakeEngine engine) : IPairScorer
{
    public string ModelName => "fake";

    public PairScore[] Score(IReadOnlyList<TextPair> pairs, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        engine.BatchSizes.Add(pairs.Count);
        engine.Pairs.AddRange(pairs);
        engine.OnBatch(progress, cancellationToken);
        return [.. pairs.Select(engine.Rule)];
    }

    public void Dispose()
    {
    }
}
