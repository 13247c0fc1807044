using Winnow.Evaluation.Speed.Workloads;
using Winnow.Models;
using Winnow.Scoring;
using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Evaluation.Speed.Workers;

/// <summary>Winnow's own engine. It gets all sequences in one call and packs them, as it does for users.</summary>
sealed class WinnowSide(string folder, Precision precision, int threads) : IWorkerSide
{
    InferenceEngine? _engine;
    int _vocabulary;

    public void Load(int vocabulary)
    {
        _vocabulary = vocabulary;
        _engine = new InferenceEngine(LoadedModel.Load(folder, precision), threads, typeof(SpeedBenchmark));
    }

    public Action Prepare(IReadOnlyList<int[]> batches)
    {
        InferenceEngine engine = _engine ?? throw new InvalidOperationException("The model is not loaded.");
        Encoding[][] calls = RandomSequences.CreateCalls([.. batches.SelectMany(lengths => lengths)], _vocabulary, engine.Model.Interaction is not null);
        int next = 0;
        return () => engine.Run(calls[next++ % calls.Length], null, CancellationToken.None);
    }

    public void Dispose() => _engine?.Dispose();
}
