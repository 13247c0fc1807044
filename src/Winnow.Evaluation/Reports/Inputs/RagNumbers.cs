using Winnow.Evaluation.Reports.Page;

namespace Winnow.Evaluation.Reports.Inputs;

/// <summary>What a page needs of the reports of <c>winnow eval rag</c>, one for each data set.</summary>
/// <param name="Protocol">The rules that hold for every number.</param>
/// <param name="Datasets">How each data set was cut, and by what its retrievers find.</param>
/// <param name="Results">The measures of each retriever with each reranker.</param>
sealed record RagNumbers(IReadOnlyList<string> Protocol, IReadOnlyList<string> Datasets, IReadOnlyList<RagNumbers.Result> Results)
{
    /// <summary>A retriever with a reranker, or alone.</summary>
    public sealed record Result(string Dataset, string Retriever, string? Reranker, int Questions, Measure HitRate, Measure Mrr);

    /// <summary>A mean with its 95 % interval.</summary>
    public sealed record Measure(double Mean, double Lower, double Upper);

    /// <summary>Reads reports.</summary>
    /// <exception cref="WinnowException">A field is missing or wrong, or two reports are of one data set.</exception>
    public static RagNumbers Read(IReadOnlyList<ReportField> reports)
    {
        List<string> protocol = [], datasets = [];
        List<Result> results = [];
        foreach (ReportField report in reports)
        {
            ReportField dataset = report["dataset"];
            string name = dataset["name"].Text();
            if (results.Exists(result => result.Dataset == name))
                throw new WinnowException($"{report.File}: the data set {name} is in another report of winnow eval rag too. Leave one of them out.");
            int questions = dataset["questions"].Count();
            protocol.AddRange(report["protocol"].Items().Select(rule => rule.Text()).Where(rule => !protocol.Contains(rule)));
            string[] retrievers = [.. report["retrievers"].Items().Select(retriever => $"{retriever["name"].Text()}: {retriever["protocol"].Text()}")];
            datasets.Add(
                $"{name}: {Written.Count(dataset["documents"].Count())} documents in {Written.Count(dataset["chunks"].Count())} chunks, {dataset["chunking"].Text()}; {Written.Count(questions)} questions. "
                + $"Retrievers: {string.Join("; ", retrievers)}.");
            // Where the retriever is null the result is the average of all: the page has its own.
            results.AddRange(report["results"].Items().Where(result => result.Optional("retriever") is not null).Select(result => new Result(
                name,
                result["retriever"].Text(),
                result.Optional("reranker")?.Text(),
                questions,
                ReadMeasure(result["hit_rate@5"]),
                ReadMeasure(result["mrr@5"]))));
        }

        return new(protocol, datasets, results);
    }

    /// <summary>Gets the mean of a measure over all data sets and retrievers, or null where the reranker is not among them.</summary>
    public double? Mean(string? reranker, Func<Result, Measure> measure)
    {
        Result[] results = [.. Results.Where(result => result.Reranker == reranker)];
        return results.Length == 0 ? null : results.Average(result => measure(result).Mean);
    }

    static Measure ReadMeasure(ReportField measure) => new(measure["mean"].Number(0, 1), measure["lower"].Number(0, 1), measure["upper"].Number(0, 1));
}
