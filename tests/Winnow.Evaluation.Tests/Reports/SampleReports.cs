using System.Globalization;
using System.Text.Json;

namespace Winnow.Evaluation.Tests.Reports;

/// <summary>Made-up reports of two data sets, two models and their speed, in the shapes that the commands write.</summary>
sealed class SampleReports(TempFolder folder)
{
    public static string[] Datasets { get; } = ["scifact", "nfcorpus"];

    public string Model { get; init; } = "small-en";

    public string Int8Model => $"{Model}.int8";

    public bool Queries { get; init; } = true;

    public string Beir()
    {
        (string System, double Ndcg)[] systems = [("bm25", 0.5), (Model, 0.6), (Int8Model, 0.59)];
        var results = Datasets.SelectMany((dataset, d) => systems.Select(system => new
        {
            dataset,
            system = system.System,
            complete = new Dictionary<string, object> { ["queries"] = 3, ["nDCG@10"] = Math.Round(system.Ndcg + (0.05 * d), 3), ["RR@10"] = 0.7, ["AP"] = 0.4, ["R@100"] = 0.9 },
        }));
        if (Queries)
        {
            Directory.CreateDirectory(folder["queries"]);
            foreach (var result in results.Where(result => Path.GetFileName(result.system) == result.system))
            {
                string name = $"queries/{result.dataset}.{result.system}.jsonl";
                File.WriteAllLines(folder[name], new[] { 0.4, 0.6, 0.8 }.Select(value => string.Create(CultureInfo.InvariantCulture, $"{{\"query\":\"q\",\"nDCG@10\":{value}}}")));
            }
        }

        return Write("report.json", new
        {
            kind = "beir",
            winnow = "0.1.0",
            depth = 100,
            protocol = new[] { "Order: by logit." },
            datasets = Datasets.Select(name => new { name, queries = 3, documents = 1400, first_stage = "bm25", first_stage_protocol = "BM25 flat" }),
            models = new[] { new { name = Model, protocol = "logits, float32, at most 512 tokens" }, new { name = Int8Model, protocol = "logits, int8, at most 512 tokens" } },
            results,
            comparisons = new[]
            {
                new { dataset = "scifact", baseline = Model, other = Int8Model, baseline_ndcg_10 = 0.6, other_ndcg_10 = 0.59, difference_points = -1.0, p_value = 0.25, mean_kendall_tau_b = (double?)null },
            },
        });
    }

    public string Rag() => Write("rag.json", new
    {
        kind = "rag",
        protocol = new[] { "Hit rate and MRR of the first five." },
        dataset = new { name = "paper", documents = 12, chunks = 30, questions = 178, chunking = "at most 512 tokens" },
        retrievers = new[] { new { name = "bm25", protocol = "BM25 flat" }, new { name = "dense", protocol = "cosine" } },
        results = new[]
        {
            Result("bm25", null, 0.8, 0.6),
            Result("bm25", Model, 0.9, 0.7),
            Result("dense", Model, 0.92, 0.8),
            Result(null, Model, 0.91, 0.75),
        },
    });

    static Dictionary<string, object?> Result(string? retriever, string? reranker, double hitRate, double mrr) => new()
    {
        ["retriever"] = retriever,
        ["reranker"] = reranker,
        ["hit_rate@5"] = new { mean = hitRate, lower = hitRate - 0.05, upper = hitRate + 0.05 },
        ["mrr@5"] = new { mean = mrr, lower = mrr - 0.05, upper = mrr + 0.05 },
    };

    public string Speed(string precision, double pairs, string? model = null) => Write($"speed-{precision}-{pairs}.json", new
    {
        kind = "speed",
        model = model ?? Model,
        precision,
        threads = 2,
        machine = new { processor = "Test CPU" },
        parameters = 26_046_721,
        lengths = new[] { new { tokens = 64, pairs_per_second = pairs * 2 }, new { tokens = 128, pairs_per_second = pairs } },
        calls = new[] { new { documents = 100, p50_seconds = 100 / pairs, p99_seconds = 120 / pairs }, new { documents = 10, p50_seconds = 10 / pairs, p99_seconds = 13 / pairs } },
        first_score_seconds = 0.3,
        peak_bytes = 123_456_789,
    });

    public string[] All() => [Beir(), Rag(), Speed("float32", 100), Speed("int8", 300)];

    public string Write(string name, object content)
    {
        File.WriteAllText(folder[name], JsonSerializer.Serialize(content));
        return folder[name];
    }
}
