using System.Text.Json;
using Winnow.Evaluation.Significance;

namespace Winnow.Evaluation.Reports.Inputs;

/// <summary>What a page needs of the report of <c>winnow eval beir</c>.</summary>
/// <param name="Version">The version of Winnow.</param>
/// <param name="Depth">The number of candidates.</param>
/// <param name="Protocol">The rules that hold for every number.</param>
/// <param name="Datasets">The data sets.</param>
/// <param name="Models">The models.</param>
/// <param name="Results">The metrics of each system on each data set.</param>
/// <param name="Comparisons">How far float32 and int8 agree.</param>
sealed record BeirNumbers(
    string Version,
    int Depth,
    IReadOnlyList<string> Protocol,
    IReadOnlyList<BeirNumbers.Dataset> Datasets,
    IReadOnlyList<BeirNumbers.Model> Models,
    IReadOnlyList<BeirNumbers.Result> Results,
    IReadOnlyList<BeirNumbers.Comparison> Comparisons)
{
    /// <summary>The metric of the tables.</summary>
    public const string Main = "nDCG@10";

    static readonly string[] Metrics = [Main, "RR@10", "AP", "R@100"];

    /// <summary>A data set.</summary>
    public sealed record Dataset(string Name, int Queries, int Documents, string FirstStage, string FirstStageProtocol);

    /// <summary>A model.</summary>
    public sealed record Model(string Name, string Protocol);

    /// <summary>The metrics of a system on a data set, in the order of <see cref="MetricNames"/>; the interval is that of nDCG@10.</summary>
    public sealed record Result(string Dataset, string System, IReadOnlyList<double?> Metrics, ConfidenceInterval? Interval)
    {
        /// <summary>Gets nDCG@10.</summary>
        public double Ndcg => Metrics[0]!.Value;
    }

    /// <summary>Two models on a data set.</summary>
    public sealed record Comparison(string Dataset, string Baseline, string Other, double BaselineNdcg, double OtherNdcg, double Points, double PValue, double? Tau);

    /// <summary>Gets the names of the metrics of a result.</summary>
    public static IReadOnlyList<string> MetricNames => Metrics;

    /// <summary>Reads a report; confidence intervals come from the values of each query in the folder <c>queries</c> beside it, where it is there.</summary>
    /// <exception cref="WinnowException">A field is missing or wrong.</exception>
    public static BeirNumbers Read(ReportField report) => new(
        report["winnow"].Text(),
        report["depth"].Count(),
        [.. report["protocol"].Items().Select(rule => rule.Text())],
        [
            .. report["datasets"].Items().Select(dataset => new Dataset(
                dataset["name"].Text(), dataset["queries"].Count(), dataset["documents"].Count(), dataset["first_stage"].Text(), dataset["first_stage_protocol"].Text())),
        ],
        [.. report["models"].Items().Select(model => new Model(model["name"].Text(), model["protocol"].Text()))],
        [.. report["results"].Items().Select(ReadResult)],
        [.. (report.Optional("comparisons")?.Items() ?? []).Select(ReadComparison)]);

    /// <summary>Gets a result, or null.</summary>
    public Result? Find(string dataset, string system) => Results.FirstOrDefault(result => result.Dataset == dataset && result.System == system);

    /// <summary>Gets the mean over all data sets, each counting the same, or null where a data set lacks the system.</summary>
    public double? Mean(string system) => Mean(dataset => Find(dataset.Name, system)?.Ndcg);

    /// <summary>Gets the mean of the first stages.</summary>
    public double? FirstStageMean() => Mean(dataset => Find(dataset.Name, dataset.FirstStage)?.Ndcg);

    double? Mean(Func<Dataset, double?> value)
    {
        double?[] values = [.. Datasets.Select(value)];
        return values.Length == 0 || values.Contains(null) ? null : values.Average();
    }

    static Result ReadResult(ReportField result)
    {
        string dataset = result["dataset"].Text(), system = result["system"].Text();
        ReportField complete = result["complete"];
        complete[Main].Number(0, 1);
        return new(dataset, system, [.. Metrics.Select(metric => complete.Optional(metric)?.Number(0, 1))], Interval(result.File, dataset, system));
    }

    static Comparison ReadComparison(ReportField comparison) => new(
        comparison["dataset"].Text(),
        comparison["baseline"].Text(),
        comparison["other"].Text(),
        comparison["baseline_ndcg_10"].Number(0, 1),
        comparison["other_ndcg_10"].Number(0, 1),
        comparison["difference_points"].Number(-100, 100),
        comparison["p_value"].Number(0, 1),
        comparison.Optional("mean_kendall_tau_b")?.Number(-1, 1));

    static ConfidenceInterval? Interval(string report, string dataset, string system)
    {
        string name = $"{dataset}.{system}.jsonl";
        // A name comes out of the file: it must not lead anywhere else.
        if (Path.GetFileName(name) != name)
            return null;
        string path = Path.Combine(Path.GetDirectoryName(report) ?? "", "queries", name);
        if (!File.Exists(path))
            return null;
        List<double> values = [];
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                using JsonDocument json = JsonDocument.Parse(line);
                values.Add(new ReportField($"{path}, line {values.Count + 1}", "", json.RootElement)[Main].Number(0, 1));
            }
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}, line {values.Count + 1}: {error.Message} Make it again with winnow eval beir, or delete the file: without it there is no interval.", error);
        }

        return values.Count == 0 ? null : Bootstrap.Mean([.. values]);
    }
}
