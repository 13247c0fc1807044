using System.Globalization;
using Winnow.Evaluation.Speed.Measures;
using Winnow.Evaluation.Speed.Reports;
using Winnow.Evaluation.Speed.Workers;
using Winnow.Evaluation.Speed.Workloads;
using Winnow.Models;
using Winnow.Onnx;
using Winnow.Tokenization;

namespace Winnow.Evaluation.Speed.Rivals;

/// <summary>The engine and ONNX Runtime in turn, each in a process of its own, on the same weights, tokens and number of threads.</summary>
/// <remarks>
/// Runs alternate, so that a drift of the machine's speed hits both; what counts is the ratio of each pair of runs. Between two runs is a pause, since threads
/// that spin for more work would take processor time from the other side.
/// </remarks>
sealed class RivalComparison(SpeedOptions options, SpeedPlan plan, WorkerModel winnow, SpeedSteps steps, CancellationToken cancellationToken)
{
    const int MixedDocuments = 100;

    /// <summary>Gets the sizes of ONNX Runtime's padded batches of mixed lengths. The last is what sentence-transformers takes without being told.</summary>
    public static IReadOnlyList<int> BatchSizes { get; } = [8, 16, 32];

    /// <summary>Exports the model and compares.</summary>
    /// <param name="version">ONNX Runtime's version.</param>
    public RivalReport Run(string version)
    {
        Precision precision = options.RivalPrecision!.Value;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("winnow-bench-");
        try
        {
            string file = Path.Combine(folder.FullName, "model.onnx");
            OnnxExporter.Export(winnow.Path, file, new OnnxOptions { Precision = precision });
            steps.Did(steps.Process);
            WorkerModel rival = new(SpeedWorker.OnnxRuntime, file, precision, winnow.Vocabulary);
            int[] lengths = [.. plan.Lengths.Where(length => RivalMemory.Fits(RivalMemory.Expected(plan.Heads, length, SpeedPlan.Pairs(length), again: true)))];
            (List<RivalSpeed> equal, List<RivalSpeed> mixed) = CompareBatches(lengths, rival);
            return new RivalReport(version, precision, equal, mixed, CompareLongDocument(rival))
            {
                LeftOut = [.. plan.Lengths.Except(lengths)],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    (List<RivalSpeed> Equal, List<RivalSpeed> Mixed) CompareBatches(int[] equalLengths, WorkerModel rivalModel)
    {
        using WorkerProcess us = Start(winnow), them = Start(rivalModel);
        var equal = new List<RivalSpeed>();
        foreach (int length in equalLengths)
        {
            int pairs = SpeedPlan.Pairs(length);
            equal.Add(AlternateWarm(length, pairs, () => us.Run(length, pairs, plan.RunTime), () => them.Run(length, pairs, plan.RunTime)));
            steps.Did(steps.OneComparison);
        }

        int overhead = Tokenizer.Load(ModelInfo.FindTokenizer(winnow.Path)).PairOverhead;
        int[] lengths = MixedLengths.Create(MixedDocuments, CallMeasurement.DocumentLimit(plan.MaxTokens, overhead));
        int[] mixed = [.. lengths.Select(length => length + CallMeasurement.QueryTokens + overhead)];
        var bySize = new List<RivalSpeed>();
        foreach (int size in BatchSizes)
        {
            RivalSpeed speed = AlternateWarm(null, mixed.Length, () => us.RunMixed(0, plan.RunTime, mixed), () => them.RunMixed(size, plan.RunTime, mixed));
            bySize.Add(speed with { PaddedBatch = size });
            steps.Did(steps.OneComparison);
        }

        return (equal, bySize);
    }

    // In a fresh process each time, so that its memory is that of the document; the first run counts, since there is one document.
    LongDocumentReport CompareLongDocument(WorkerModel rivalModel)
    {
        int tokens = plan.LongDocument;
        long expected = RivalMemory.Expected(plan.Heads, tokens, 1, again: false);
        if (!RivalMemory.Fits(expected))
        {
            return LongDocumentReport.Failed(
                tokens, string.Create(CultureInfo.InvariantCulture, $"Not run: ONNX Runtime would need about {expected / 1e9:N0} GB for its attention scores, more than this machine can give."));
        }

        Dictionary<string, long> peaks = [];
        try
        {
            RivalSpeed speed = Alternate(tokens, 1, plan.LongRounds, () => RunOnce(winnow), () => RunOnce(rivalModel));
            return new LongDocumentReport(tokens, speed, peaks[winnow.Side], peaks[rivalModel.Side], null);
        }
        catch (WorkerFailedException error)
        {
            // A document that one of them has no memory for is a result, and no reason to lose all others.
            return LongDocumentReport.Failed(tokens, error.Message);
        }
        finally
        {
            steps.Did(steps.LongDocuments);
        }

        double RunOnce(WorkerModel model)
        {
            using WorkerProcess worker = Start(model);
            double speed = worker.Run(tokens, 1, TimeSpan.Zero);
            peaks[model.Side] = Math.Max(peaks.GetValueOrDefault(model.Side), worker.PeakMemory());
            return speed;
        }
    }

    WorkerProcess Start(WorkerModel model) => new(options.Tool, model, options.Threads, cancellationToken);

    RivalSpeed AlternateWarm(int? tokens, int pairs, Func<double> us, Func<double> them)
    {
        // The first runs grow buffers, are compiled, and plan memory.
        _ = (us(), them());
        return Alternate(tokens, pairs, plan.Rounds, us, them);
    }

    RivalSpeed Alternate(int? tokens, int pairs, int rounds, Func<double> us, Func<double> them)
    {
        double[] ours = new double[rounds], theirs = new double[rounds], ratios = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            ours[round] = AfterPause(us);
            theirs[round] = AfterPause(them);
            ratios[round] = ours[round] / theirs[round];
        }

        return new RivalSpeed(
            tokens, pairs, Statistics.Median(ours), Statistics.Median(theirs), new RatioRange(Statistics.Median(ratios), ratios.Min(), ratios.Max()));
    }

    double AfterPause(Func<double> run)
    {
        if (cancellationToken.WaitHandle.WaitOne(plan.Pause))
            cancellationToken.ThrowIfCancellationRequested();
        return run();
    }
}
