using Winnow.Evaluation.Reports.Inputs;
using Winnow.Evaluation.Reports.Published;

namespace Winnow.Evaluation.Reports.Page;

/// <summary>Puts reports into sections.</summary>
sealed class PageBuilder
{
    readonly ReportInputs _inputs;
    readonly IReadOnlyList<ModelRow> _rows;
    readonly PageFigures _figures;
    readonly int? _tokens;

    PageBuilder(ReportInputs inputs)
    {
        _inputs = inputs;
        _rows = ModelRow.All(inputs);
        _figures = new(inputs, _rows);
        _tokens = inputs.CommonTokens();
    }

    BeirNumbers Beir => _inputs.Beir;

    /// <summary>Builds the page.</summary>
    public static ReportPage Build(ReportInputs inputs)
    {
        var builder = new PageBuilder(inputs);
        List<ReportSection> sections = [builder.Models(), builder.Quality()];
        if (inputs.Beir.Comparisons.Count > 0)
            sections.Add(builder.Agreement());
        if (inputs.Rag is { } rag)
            sections.Add(Retrieval(rag));
        if (inputs.Speed.Count > 0)
            sections.Add(builder.Speed());
        sections.AddRange([Published(), builder.Protocol()]);
        return new(
            "Results",
            $"Made by winnow eval report from the reports of Winnow {inputs.Beir.Version}. The same reports give the same page.",
            sections);
    }

    ReportSection Models()
    {
        List<IReadOnlyList<string>> rows =
        [
            .. _rows.Select(row => (IReadOnlyList<string>)
            [
                row.Name,
                row.Precision ?? Written.Nothing,
                Written.Millions(row.Speed?.Parameters),
                Written.Megabytes(row.Speed?.PeakBytes),
                Written.Rate(_tokens is { } tokens ? row.Speed?.PairsPerSecond(tokens) : null),
                Written.Metric(row.Ndcg),
                Written.Metric(row.HitRate),
                Written.Metric(row.Mrr),
            ]),
            ["first stage alone", Written.Nothing, Written.Nothing, Written.Nothing, Written.Nothing, Written.Metric(Beir.FirstStageMean()), Written.Nothing, Written.Nothing],
        ];
        string length = _tokens is { } at ? $" at {at} tokens" : "";
        List<ReportBlock> blocks =
        [
            new TableBlock(
                "Speed beside quality",
                ["model", "arithmetic", "parameters", "memory", $"pairs a second{length}", "mean nDCG@10", "mean hit rate", "mean MRR"],
                2,
                rows),
            new TextBlock(
                "Memory is the peak of a process that loads the model and scores one batch. nDCG@10 is the mean over the data sets below, each counting the same. "
                + "A hyphen stands where a report does not say."),
        ];
        if (Missing() is { Count: > 0 } missing)
            blocks.Add(new ListBlock(missing));
        blocks.AddRange(_figures.Overview().Select(figure => new FigureBlock(figure)));
        return new("Models", blocks);
    }

    List<string> Missing()
    {
        List<string> notes = [];
        if (_inputs.Speed.Count == 0)
            notes.Add("No speed: no output of winnow bench --format json was given.");
        else if (_rows.Where(row => row.Speed is null).Select(row => row.FullName).ToArray() is { Length: > 0 } unmeasured)
            notes.Add($"No speed of {string.Join("; ", unmeasured)}: none of the given files has it.");
        if (_inputs.Speed.Count > 0 && _inputs.Speed.All(speed => speed.Parameters is null))
            notes.Add("No parameters: the speed reports do not state them.");
        if (_inputs.Rag is null)
            notes.Add("No hit rate and MRR: no report of winnow eval rag was given.");
        return notes;
    }

    ReportSection Quality()
    {
        List<IReadOnlyList<string>> rows = [.. Beir.Datasets.Select(dataset => (IReadOnlyList<string>)
        [
            dataset.Name,
            dataset.FirstStage,
            Written.Count(dataset.Queries),
            Written.Metric(Beir.Find(dataset.Name, dataset.FirstStage)?.Ndcg),
            .. Beir.Models.Select(model => Written.Metric(Beir.Find(dataset.Name, model.Name)?.Ndcg)),
        ])];
        if (Beir.Datasets.Count > 1)
            rows.Add(["mean", "", "", Written.Metric(Beir.FirstStageMean()), .. Beir.Models.Select(model => Written.Metric(Beir.Mean(model.Name)))]);
        TableBlock all = new(
            "All metrics, with the 95 % interval of nDCG@10",
            ["data set", "system", .. BeirNumbers.MetricNames, "interval"],
            2,
            [
                .. Beir.Results.Select(result => (IReadOnlyList<string>)
                [
                    result.Dataset,
                    result.System,
                    .. result.Metrics.Select(Written.Metric),
                    result.Interval is { } interval ? $"{Written.Metric(interval.Lower)} to {Written.Metric(interval.Upper)}" : Written.Nothing,
                ]),
            ]);
        return new(
            "Reranking test collections",
            [
                new TableBlock(
                    $"nDCG@10 of the {Beir.Depth} best candidates of the first stage, put into order by each model",
                    ["data set", "first stage", "queries", "first stage alone", .. Beir.Models.Select(model => model.Name)],
                    2,
                    rows),
                new FigureBlock(_figures.PerDataset()),
                all,
            ]);
    }

    ReportSection Agreement() => new(
        "Float32 and int8",
        [
            new TableBlock(
                "What int8 arithmetic changes",
                ["data set", "baseline", "other", "nDCG@10", "other's", "points", "p", "mean tau-b"],
                3,
                [
                    .. Beir.Comparisons.Select(one => (IReadOnlyList<string>)
                    [
                        one.Dataset,
                        one.Baseline,
                        one.Other,
                        Written.Metric(one.BaselineNdcg),
                        Written.Metric(one.OtherNdcg),
                        Written.Format(one.Points, "+0.00;-0.00;0.00"),
                        Written.Format(one.PValue, "F3"),
                        Written.Format(one.Tau, "F3"),
                    ]),
                ]),
            new TextBlock("Points are hundredths of nDCG@10; p is that of a paired randomisation test over queries; tau-b is Kendall's, between the two orders of a query's candidates."),
        ]);

    static ReportSection Retrieval(RagNumbers rag)
    {
        string?[] rerankers = [.. rag.Results.Select(result => result.Reranker).Distinct()];
        List<IReadOnlyList<string>> rows =
        [
            .. rag.Results.GroupBy(result => (result.Dataset, result.Retriever, result.Questions)).Select(group => (IReadOnlyList<string>)
            [
                group.Key.Dataset,
                group.Key.Retriever,
                Written.Count(group.Key.Questions),
                .. rerankers.Select(reranker => group.FirstOrDefault(result => result.Reranker == reranker) is { } found
                    ? $"{Written.Metric(found.HitRate.Mean)} / {Written.Metric(found.Mrr.Mean)}"
                    : Written.Nothing),
            ]),
            [
                "average",
                "",
                "",
                .. rerankers.Select(reranker => $"{Written.Metric(rag.Mean(reranker, result => result.HitRate))} / {Written.Metric(rag.Mean(reranker, result => result.Mrr))}"),
            ],
        ];
        return new(
            "Retrieval for generation",
            [
                new TableBlock(
                    "Hit rate / MRR of the first five chunks, of each retriever with each reranker",
                    ["data set", "retriever", "questions", .. rerankers.Select(reranker => reranker ?? "without reranker")],
                    2,
                    rows),
                new ListBlock(rag.Datasets),
            ]);
    }

    ReportSection Speed()
    {
        int[] lengths = [.. _inputs.Speed.SelectMany(speed => speed.Lengths.Select(length => length.Tokens)).Distinct().Order()];
        List<ReportBlock> blocks =
        [
            new TableBlock(
                "Pairs a second of each length in tokens, and what a process needs",
                ["model", "arithmetic", "machine", .. lengths.Select(tokens => $"{tokens} tokens"), "seconds to first score", "memory"],
                3,
                [
                    .. _inputs.Speed.Select(speed => (IReadOnlyList<string>)
                    [
                        speed.Model,
                        speed.Precision,
                        speed.Machine,
                        .. lengths.Select(tokens => Written.Rate(speed.PairsPerSecond(tokens))),
                        Written.Seconds(speed.FirstScoreSeconds),
                        Written.Megabytes(speed.PeakBytes),
                    ]),
                ]),
        ];
        if (_figures.Latency() is { } latency)
            blocks.Add(new FigureBlock(latency));
        return new("Speed", blocks);
    }

    static ReportSection Published() => new(
        "Published figures",
        [
            new TextBlock(PublishedFigures.Warning),
            new TableBlock(
                "Published by makers of models",
                ["model", "layers x width", "parameters", "mean nDCG@10 (17 BEIR data sets)", "hit rate (LlamaIndex)"],
                2,
                [
                    .. PublishedFigures.Models.Select(model => (IReadOnlyList<string>)
                        [model.Name, model.Shape ?? Written.Nothing, Written.Millions(model.Millions * 1e6), Written.Published(model.Beir), Written.Published(model.HitRate)]),
                ]),
            new TextBlock($"Source: {PublishedFigures.ModelsSource}"),
            new TableBlock(
                "Published nDCG@10 for each data set",
                ["data set", .. PublishedFigures.PerDatasetModels],
                1,
                [.. PublishedFigures.PerDataset.Select(row => (IReadOnlyList<string>)[row.Dataset, .. row.Values.Select(value => Written.Published(value))])]),
            new TextBlock($"Source: {PublishedFigures.PerDatasetSource}"),
        ]);

    ReportSection Protocol() => new(
        "Protocol",
        [
            new ListBlock([.. Beir.Protocol, .. _inputs.Rag?.Protocol ?? []]),
            new ListBlock([.. Beir.Datasets.Select(dataset => $"{dataset.Name}: {Written.Count(dataset.Documents)} documents, {Written.Count(dataset.Queries)} judged queries, candidates by {dataset.FirstStageProtocol}.")]),
            new ListBlock([.. Beir.Models.Select(model => $"{model.Name}: {model.Protocol}.")]),
            new TextBlock("Intervals are 95 % bootstrap intervals over queries; they hold where the values of each query lie beside the report."),
        ]);
}
