using System.Text.Encodings.Web;
using System.Text.Json;
using Winnow.Evaluation.Metrics;

namespace Winnow.Evaluation.Beir;

/// <summary>Writes reports for programs.</summary>
public static class BeirReportJson
{
    /// <summary>One line.</summary>
    internal static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For people's eyes, and the same bytes everywhere.</summary>
    internal static readonly JsonWriterOptions Indented = Compact with { Indented = true, NewLine = "\n" };

    /// <summary>Writes a report as one JSON object, indented, with a line feed at the end.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="report">The report.</param>
    public static void Write(Stream stream, BeirReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "beir");
            json.WriteString("winnow"u8, report.Version);
            json.WriteNumber("depth"u8, report.Depth);
            Strings(json, "protocol", report.Protocol);
            Array(json, "datasets", report.Datasets, dataset => Dataset(json, dataset));
            Array(json, "models", report.Models, model =>
            {
                json.WriteString("name"u8, model.Name);
                json.WriteString("protocol"u8, model.Protocol);
                json.WriteString("fingerprint"u8, model.Fingerprint);
            });
            Array(json, "results", report.Results, result => Result(json, result));
            Array(json, "comparisons", report.Comparisons, comparison => Comparison(json, comparison));
            json.WriteEndObject();
        }

        stream.Write("\n"u8);
    }

    /// <summary>Writes the results of a report, one JSON object a line: data set, system and both averages.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="report">The report.</param>
    public static void WriteResults(Stream stream, BeirReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        foreach (BeirResult result in report.Results)
        {
            using (var json = new Utf8JsonWriter(stream, Compact))
            {
                json.WriteStartObject();
                Result(json, result);
                json.WriteEndObject();
            }

            stream.Write("\n"u8);
        }
    }

    /// <summary>Writes the metrics of each judged query, one JSON object a line.</summary>
    internal static void WriteQueries(Stream stream, RunEvaluation evaluation)
    {
        for (int i = 0; i < evaluation.QueryIds.Count; i++)
        {
            using (var json = new Utf8JsonWriter(stream, Compact))
            {
                json.WriteStartObject();
                json.WriteString("query"u8, evaluation.QueryIds[i]);
                foreach (IMetric metric in evaluation.Metrics)
                    json.WriteNumber(metric.Name, evaluation.Values(metric)[i]);
                json.WriteEndObject();
            }

            stream.Write("\n"u8);
        }
    }

    static void Dataset(Utf8JsonWriter json, BeirReportDataset dataset)
    {
        json.WriteString("name"u8, dataset.Name);
        json.WriteString("split"u8, dataset.Split);
        json.WriteNumber("documents"u8, dataset.Documents);
        json.WriteNumber("queries"u8, dataset.Queries);
        json.WriteString("fingerprint"u8, dataset.Fingerprint);
        json.WriteString("first_stage"u8, dataset.FirstStage);
        json.WriteString("first_stage_protocol"u8, dataset.FirstStageProtocol);
        json.WriteNumber("candidates"u8, dataset.Candidates);
        Strings(json, "notes", dataset.Notes);
    }

    static void Result(Utf8JsonWriter json, BeirResult result)
    {
        json.WriteString("dataset"u8, result.Dataset);
        json.WriteString("system"u8, result.System);
        Averages(json, "complete", result.Complete);
        Averages(json, "beir", result.Found);
    }

    static void Averages(Utf8JsonWriter json, string name, RunEvaluation evaluation)
    {
        json.WriteStartObject(name);
        json.WriteNumber("queries"u8, evaluation.QueryIds.Count);
        foreach (IMetric metric in evaluation.Metrics)
            json.WriteNumber(metric.Name, evaluation.Mean(metric));
        json.WriteEndObject();
    }

    static void Comparison(Utf8JsonWriter json, BeirComparison comparison)
    {
        json.WriteString("dataset"u8, comparison.Dataset);
        json.WriteString("baseline"u8, comparison.Baseline);
        json.WriteString("other"u8, comparison.Other);
        json.WriteNumber("pairs"u8, comparison.Agreement.Pairs);
        json.WriteNumber("baseline_ndcg_10"u8, comparison.Agreement.BaselineNdcg);
        json.WriteNumber("other_ndcg_10"u8, comparison.Agreement.OtherNdcg);
        json.WriteNumber("difference_points"u8, comparison.Agreement.DifferencePoints);
        json.WriteNumber("p_value"u8, comparison.Agreement.PValue);
        // JSON has no NaN.
        if (double.IsNaN(comparison.Agreement.MeanKendallTau))
            json.WriteNull("mean_kendall_tau_b"u8);
        else
            json.WriteNumber("mean_kendall_tau_b"u8, comparison.Agreement.MeanKendallTau);
        json.WriteNumber("largest_drift"u8, comparison.Agreement.LargestDrift);
        json.WriteNumber("median_drift"u8, comparison.Agreement.MedianDrift);
    }

    /// <summary>Writes a field with an array of texts.</summary>
    internal static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>Writes a field with an array of objects.</summary>
    internal static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
