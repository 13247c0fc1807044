using Winnow.Evaluation.Plots;
using Winnow.Evaluation.Reports.Inputs;
using Winnow.Evaluation.Reports.Published;

namespace Winnow.Evaluation.Reports.Page;

/// <summary>Makes the pictures of a page.</summary>
/// <param name="inputs">The reports.</param>
/// <param name="rows">The systems.</param>
sealed class PageFigures(ReportInputs inputs, IReadOnlyList<ModelRow> rows)
{
    const string PublishedMeans = "Hollow: published in model cards (April 2024), over other data; not comparable one to one.";
    const string PublishedDatasets = "Hollow: published in the card of MiniLM-L-6-rerank-m3, over another index; not comparable one to one.";

    // The two that most rerankers are measured against.
    static readonly string[] PublishedBars = ["jina-reranker-v1-turbo-en", "ms-marco-MiniLM-L-6-v2"];

    /// <summary>Quality against speed: nothing where no model has both.</summary>
    public IEnumerable<Figure> Overview()
    {
        if (inputs.CommonTokens() is not { } tokens)
            yield break;
        string datasets = string.Join(", ", inputs.Beir.Datasets.Select(dataset => dataset.Name));
        string quality = $"mean over {datasets}; the {inputs.Beir.Depth} best candidates of the first stage";
        if (Scatter("throughput-ndcg", "nDCG@10", tokens, quality, row => row.Ndcg, model => model.Beir) is { } ndcg)
            yield return ndcg;
        if (Scatter("throughput-hit-rate", "hit rate", tokens, "mean over data sets and retrievers", row => row.HitRate, model => model.HitRate) is { } hits)
            yield return hits;
    }

    /// <summary>nDCG@10 of each system on each data set.</summary>
    public Figure PerDataset()
    {
        BeirNumbers beir = inputs.Beir;
        string[] groups = [.. beir.Datasets.Select(dataset => dataset.Name)];
        string[] stages = [.. beir.Datasets.Select(dataset => dataset.FirstStage).Distinct(StringComparer.Ordinal)];
        string stage = stages.Length == 1 ? stages[0] : "first stage";
        List<BarSeries> series =
        [
            // The look after those of all models, so that no model shares it.
            new(stage, new(rows.Count), [.. beir.Datasets.Select(dataset => Bar(beir.Find(dataset.Name, dataset.FirstStage)))]),
            .. beir.Models.Select((model, i) => new BarSeries(model.Name, rows[i].Mark, [.. groups.Select(group => Bar(beir.Find(group, model.Name)))])),
        ];
        BarSeries[] published = [.. PublishedBars.Select(Published).Where(bars => bars.Values.Any(value => value is not null))];
        series.AddRange(published);
        bool intervals = beir.Results.Any(result => result.Interval is not null);
        return new BarFigure
        {
            Name = "ndcg-datasets",
            Title = "nDCG@10 for each data set",
            XLabel = "data set",
            YLabel = "nDCG@10",
            Groups = groups,
            Series = series,
            Protocol = $"The {beir.Depth} best candidates of the first stage, put into order by each model." + (intervals ? " Ranges: 95 % bootstrap intervals over queries." : "")
                + (published.Length > 0 ? $" {PublishedDatasets}" : ""),
            Description = $"Bars of nDCG@10 of {string.Join(", ", series.Where(one => !one.Mark.Hollow).Select(one => one.Name))} on {string.Join(", ", groups)}; the numbers are in the table above.",
        };

        BarSeries Published(string model, int i)
        {
            int column = PublishedFigures.PerDatasetModels.ToList().IndexOf(model);
            return new(
                $"{model} (published)",
                new(i, Hollow: true),
                [.. groups.Select(group => PublishedFigures.PerDataset.Where(row => row.Dataset == group).Select(row => new BarValue(row.Values[column])).FirstOrDefault())]);
        }
    }

    /// <summary>The time of a call against the number of documents, or null where no report has calls.</summary>
    public Figure? Latency()
    {
        LineSeries[] series =
        [
            .. rows.Where(row => row.Speed is { Calls.Count: > 0 })
                .Select(row => new LineSeries(row.FullName, row.Mark, [.. row.Speed!.Calls.Select(call => new LinePoint(call.Documents, call.Median, call.Percentile99))])),
        ];
        return series.Length == 0 ? null : new LineFigure
        {
            Name = "latency-documents",
            Title = "Time of a reranking call",
            XLabel = "documents of a call",
            YLabel = "seconds",
            Series = series,
            Protocol = $"From texts to ranks, documents of 10 to 500 tokens; the median, and the range up to the 99th percentile. {Machines()}.",
            Description = $"Lines of the median time of a call with growing numbers of documents: {string.Join(", ", series.Select(one => one.Name))}.",
        };
    }

    static BarValue? Bar(BeirNumbers.Result? result) => result is null ? null : new(result.Ndcg, result.Interval?.Lower, result.Interval?.Upper);

    ScatterFigure? Scatter(string name, string measure, int tokens, string quality, Func<ModelRow, double?> own, Func<PublishedModel, double> published)
    {
        ScatterPoint[] measured = [.. rows.Where(row => own(row) is not null).Select(row => new ScatterPoint(row.FullName, row.Speed?.PairsPerSecond(tokens), own(row)!.Value, row.Mark))];
        if (!measured.Any(point => point.X is not null))
            return null;
        return new ScatterFigure
        {
            Name = name,
            Title = $"Speed and {measure}",
            XLabel = $"pairs a second, {tokens} tokens each",
            YLabel = measure,
            StripLabel = "speed not measured",
            Points = [.. measured, .. PublishedFigures.Models.Select((model, i) => new ScatterPoint(model.Name, SpeedOf(model, tokens), published(model), new(i, Hollow: true)))],
            Protocol = $"Quality: {measure}, {quality}. Speed: {Machines()}. {PublishedMeans}",
            Description = $"Points between speed and {measure}: "
                + string.Join(", ", measured.Select(point => $"{point.Label} {Written.Metric(point.Y)} at {Written.Rate(point.X)} pairs a second")) + ". Hollow points are published figures.",
        };
    }

    // A model that others published has a speed here if it was measured itself, or if random weights of its shape were.
    double? SpeedOf(PublishedModel model, int tokens) =>
        inputs.Speed.Where(speed => speed.Model == model.Name || speed.Model == model.SpeedName).Select(speed => speed.PairsPerSecond(tokens)).FirstOrDefault(speed => speed is not null);

    string Machines() => string.Join("; ", inputs.Speed.Select(speed => speed.Machine).Distinct(StringComparer.Ordinal));
}
