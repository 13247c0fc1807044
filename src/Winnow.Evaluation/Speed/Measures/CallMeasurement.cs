using System.Diagnostics;
using Winnow.Evaluation.Scorers;
using Winnow.Evaluation.Speed.Reports;
using Winnow.Evaluation.Speed.Workloads;
using Winnow.Tokenization;

namespace Winnow.Evaluation.Speed.Measures;

/// <summary>The time of a reranking call, from texts to ranks.</summary>
static class CallMeasurement
{
    /// <summary>The tokens of the query.</summary>
    public const int QueryTokens = 8;

    /// <summary>Gets the numbers of documents of a call.</summary>
    public static IReadOnlyList<int> DocumentCounts { get; } = [1, 10, 30, 100];

    /// <summary>Measures calls with 1 to 100 documents of mixed length, each number the same documents every time.</summary>
    public static List<CallLatency> Measure(SpeedOptions options, SpeedPlan plan, SpeedSteps steps, CancellationToken cancellationToken)
    {
        var engine = new EngineOptions { Threads = options.Threads, Precision = options.Precision };
        if (CandidateScorer.IsReranker(options.Model))
        {
            using Reranker reranker = Reranker.Load(options.Model, engine);
            return Measure(
                options, plan, steps, reranker.Tokenizer, (query, documents) => reranker.Rerank(query, documents, cancellationToken: cancellationToken));
        }

        // Of an embedder that reranks: vectors of the query and of all documents, of which nothing is known before.
        using Embedder embedder = Embedder.Load(options.Model, engine);
        return Measure(
            options, plan, steps, embedder.Tokenizer, (query, documents) => embedder.Embed([query, .. documents], cancellationToken: cancellationToken));
    }

    static List<CallLatency> Measure(SpeedOptions options, SpeedPlan plan, SpeedSteps steps, Tokenizer tokenizer, Action<string, string[]> call)
    {
        var words = WordText.Load(options.Model, tokenizer, seed: 1);
        // In turn, so that each call has to read its query, whatever was kept of the one before.
        string[] queries = [words.Create(QueryTokens), words.Create(QueryTokens)];
        int next = 0;
        var latencies = new List<CallLatency>();
        foreach (int count in DocumentCounts)
        {
            int[] lengths = MixedLengths.Create(count, DocumentLimit(plan.MaxTokens, tokenizer.PairOverhead));
            string[] documents = [.. lengths.Select(words.Create)];
            double[] seconds = Time(() => call(queries[next++ % queries.Length], documents), plan);
            latencies.Add(new CallLatency(count, lengths.Sum(), seconds.Length, Statistics.Median(seconds), Statistics.Percentile(seconds, 99)));
            steps.Did(plan.CallTime);
        }

        return latencies;
    }

    /// <summary>Gets the tokens that a document may have beside the query.</summary>
    public static int DocumentLimit(int maxTokens, int overhead) => Math.Max(1, maxTokens - QueryTokens - overhead);

    static double[] Time(Action call, SpeedPlan plan)
    {
        // The first calls grow buffers and are compiled.
        for (int i = 0; i < 3; i++)
            call();
        var seconds = new List<double>();
        var clock = Stopwatch.StartNew();
        while (seconds.Count < plan.LeastCalls || clock.Elapsed < plan.CallTime)
        {
            long start = Stopwatch.GetTimestamp();
            call();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return [.. seconds];
    }
}
