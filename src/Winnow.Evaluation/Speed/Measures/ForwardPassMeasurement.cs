using Winnow.Evaluation.Speed.Reports;
using Winnow.Evaluation.Speed.Workloads;
using Winnow.Models;
using Winnow.Models.Heads;
using Winnow.Scoring;
using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Evaluation.Speed.Measures;

/// <summary>The engine from token ids to logits, on packed batches of equal lengths.</summary>
sealed class ForwardPassMeasurement(SpeedOptions options) : IDisposable
{
    readonly InferenceEngine _engine =
        new(LoadedModel.Load(ModelFolder.Find(options.Model), options.Precision), options.Threads, typeof(SpeedBenchmark));

    /// <summary>Gets the model.</summary>
    public LoadedModel Model => _engine.Model;

    /// <summary>Measures each length.</summary>
    public List<LengthSpeed> Measure(SpeedPlan plan, Int8Peak peak, SpeedSteps steps, CancellationToken cancellationToken)
    {
        var speeds = new List<LengthSpeed>();
        foreach (int length in plan.Lengths)
        {
            speeds.Add(Measure(length, plan, peak, cancellationToken));
            steps.Did(steps.OneLength);
        }

        return speeds;
    }

    public void Dispose() => _engine.Dispose();

    LengthSpeed Measure(int length, SpeedPlan plan, Int8Peak peak, CancellationToken cancellationToken)
    {
        int pairs = SpeedPlan.Pairs(length);
        int[] lengths = [.. Enumerable.Repeat(length, pairs)];
        Encoding[][] calls = RandomSequences.CreateCalls(lengths, Model.Tokenizer.VocabularySize, Model.Interaction is not null);
        int next = 0;
        Action pass = () => _engine.Run(calls[next++ % calls.Length], null, cancellationToken);
        TimedRuns.Repeat(pass, plan.RunTime, cancellationToken);
        double[] passesPerSecond = new double[plan.Runs];
        foreach (ref double speed in passesPerSecond.AsSpan())
        {
            (int count, double seconds) = TimedRuns.Repeat(pass, plan.RunTime, cancellationToken);
            speed = count / seconds;
        }

        double pairsPerSecond = pairs * Statistics.Median(passesPerSecond);
        double operations = 2.0 * OperationCount.MultiplyAdds(Model.Encoder, Model.Head.Pooling == Pooling.First, lengths) / pairs;
        return new LengthSpeed(length, pairs, pairsPerSecond, pairsPerSecond * operations, pairsPerSecond * operations / peak.AllThreads);
    }
}
