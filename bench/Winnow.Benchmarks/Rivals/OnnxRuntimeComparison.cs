using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Winnow.Models;
using Winnow.Onnx;
using Winnow.Scoring;
using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Benchmarks.Rivals;

/// <summary>The engine and ONNX Runtime in turn on the same weights, tokens and number of threads; what counts is the ratio of each pair of runs.</summary>
/// <remarks>
/// ONNX Runtime gets what suits it: one batch of pairs of equal length (no padding is needed), all graph optimisations, and its own thread pool of the same size.
/// Both begin with token ids and end with logits. A run takes at least a fifth of a second; runs alternate, so that a drift of the machine's speed hits both.
/// </remarks>
static class OnnxRuntimeComparison
{
    const int Runs = 7;
    const int BatchTokens = 4096;

    /// <summary>Runs the comparison and prints a table in Markdown.</summary>
    public static void Run(int threads)
    {
        Console.WriteLine("| shape | tokens | Winnow, pairs/s | ONNX Runtime, pairs/s | ratio (min, median, max) |");
        Console.WriteLine("| --- | ---: | --- | --- | --- |");
        foreach (string shape in (string[])[BenchmarkShapes.Turbo, BenchmarkShapes.Tiny])
        {
            foreach (int tokens in (int[])[64, 128, 512, 2048])
            {
                foreach ((Precision ours, Precision theirs) in (ReadOnlySpan<(Precision, Precision)>)
                    [
                        (Precision.Float32, Precision.Float32), (Precision.Int8, Precision.Int8), (Precision.Int8, Precision.Float32),
                    ])
                {
                    Compare(shape, tokens, threads, ours, theirs);
                }
            }
        }
    }

    static void Compare(string shape, int tokens, int threads, Precision ours, Precision theirs)
    {
        string folder = BenchmarkShapes.Folder(shape), file = Path.Combine(Path.GetTempPath(), $"winnow-{shape}-{theirs}-{Environment.ProcessId}.onnx");
        OnnxExporter.Export(folder, file, new OnnxOptions { Precision = theirs });
        try
        {
            using var engine = new InferenceEngine(LoadedModel.Load(folder, ours), threads, typeof(Reranker));
            using var options = new SessionOptions { IntraOpNumThreads = threads, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
            using var session = new InferenceSession(file, options);
            int pairs = Math.Max(2, BatchTokens / tokens);
            var sequences = Sequences(pairs, tokens);
            using var inputs = new OnnxInputs(sequences, tokens);

            Action winnow = () => engine.Run(sequences, null, CancellationToken.None), rival = () => inputs.Run(session);
            double[] us = new double[Runs], them = new double[Runs], ratios = new double[Runs];
            _ = (PairsPerSecond(winnow, pairs), PairsPerSecond(rival, pairs));
            for (int run = 0; run < Runs; run++)
            {
                us[run] = PairsPerSecond(winnow, pairs);
                them[run] = PairsPerSecond(rival, pairs);
                ratios[run] = us[run] / them[run];
            }

            Array.Sort(us);
            Array.Sort(them);
            Array.Sort(ratios);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {shape} | {tokens} | {ours} {us[Runs / 2]:F1} | {theirs} {them[Runs / 2]:F1} | {ratios[0]:F2}, **{ratios[Runs / 2]:F2}**, {ratios[^1]:F2} |"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    static double PairsPerSecond(Action run, int pairs)
    {
        var clock = Stopwatch.StartNew();
        int rounds = 0;
        do
        {
            run();
            rounds++;
        }
        while (clock.ElapsedMilliseconds < 200);
        return rounds * pairs / clock.Elapsed.TotalSeconds;
    }

    static Encoding[] Sequences(int pairs, int tokens)
    {
        var random = new Random(1);
        var sequences = new Encoding[pairs];
        for (int i = 0; i < pairs; i++)
        {
            int[] ids = new int[tokens];
            foreach (ref int id in ids.AsSpan())
                id = random.Next(1000, 30_000);
            sequences[i] = new Encoding(ids, new int[tokens]);
        }

        return sequences;
    }
}
