using Winnow.Evaluation.Speed.Measures;
using Winnow.Evaluation.Speed.Reports;
using Winnow.Evaluation.Speed.Rivals;
using Winnow.Evaluation.Speed.Workers;

namespace Winnow.Evaluation.Speed;

/// <summary>Measures how fast a reranker is on this machine, alone or in turn with ONNX Runtime.</summary>
/// <remarks>
/// What each number means and how it is taken: docs/benchmarks.md. A measurement uses all threads that it was given for minutes; nothing else should run meanwhile.
/// </remarks>
public static class SpeedBenchmark
{
    /// <summary>Measures.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Told how far the work is, or null.</param>
    /// <param name="cancellationToken">Stops the work, and the processes that take part in it.</param>
    /// <returns>The numbers.</returns>
    /// <exception cref="WinnowException">The model does not load or is no reranker, a length is more than it can read, or ONNX Runtime's library is missing.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static SpeedReport Run(SpeedOptions options, IProgress<SpeedProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        // What would end a comparison after minutes ends it now.
        string? rivalVersion = options.RivalPrecision is null ? null : OnnxRuntimeLibrary.Version();

        SpeedPlan plan;
        SpeedSteps steps;
        WorkerModel model;
        Int8Peak peak;
        List<LengthSpeed> lengths;
        string name;
        long parameters;
        using (var pass = new ForwardPassMeasurement(options))
        {
            plan = SpeedPlan.Create(options, pass.Model);
            steps = new SpeedSteps(plan, rivalVersion is not null, progress);
            parameters = pass.Model.Info.ParameterCount;
            name = options.ModelName ?? pass.Model.Info.Name;
            model = new WorkerModel(SpeedWorker.Winnow, pass.Model.Folder, options.Precision, pass.Model.Tokenizer.VocabularySize);
            peak = MeasurePeak(options.Threads, plan, cancellationToken);
            steps.Did(steps.OneLength);
            lengths = pass.Measure(plan, peak, steps, cancellationToken);
        }

        return new SpeedReport
        {
            Machine = MachineFacts.Read(),
            Model = name,
            Parameters = parameters,
            Precision = options.Precision,
            Threads = options.Threads,
            Command = options.Command,
            Peak = peak,
            Lengths = lengths,
            Calls = CallMeasurement.Measure(options, plan, steps, cancellationToken),
            FirstScoreSeconds = FirstScoreMeasurement.Measure(options, plan, steps, cancellationToken),
            PeakBytes = MeasureMemory(options, model, plan, steps, cancellationToken),
            Rival = rivalVersion is null ? null : new RivalComparison(options, plan, model, steps, cancellationToken).Run(rivalVersion),
        };
    }

    static Int8Peak MeasurePeak(int threads, SpeedPlan plan, CancellationToken cancellationToken) => new(
        Int8PeakMeasurement.Measure(1, plan.RunTime, cancellationToken),
        Int8PeakMeasurement.Measure(threads, plan.RunTime, cancellationToken));

    // One batch of usual passages, in a process that does nothing else.
    static long MeasureMemory(SpeedOptions options, WorkerModel model, SpeedPlan plan, SpeedSteps steps, CancellationToken cancellationToken)
    {
        using var worker = new WorkerProcess(options.Tool, model, options.Threads, cancellationToken);
        int length = Math.Min(128, plan.MaxTokens);
        worker.Run(length, SpeedPlan.Pairs(length), TimeSpan.Zero);
        steps.Did(steps.Process);
        return worker.PeakMemory();
    }
}
