using System.Text.Json;
using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Significance;
using Winnow.Evaluation.Trec;

namespace Winnow.Cli.Output;

/// <summary>Writes metrics as JSON; numbers are the shortest that read back as the same double.</summary>
static class MetricsJson
{
    /// <summary>Writes one object.</summary>
    public static void WriteObject(Stream stream, MetricsReport report)
    {
        using var lines = new JsonLinesWriter(stream);
        var json = lines.Json;
        json.WriteStartObject();
        json.WriteString("qrels"u8, report.Qrels);
        json.WriteString("ties"u8, report.Options.Ties == TieRule.Float32 ? "float32"u8 : "double"u8);
        json.WriteBoolean("complete"u8, report.Options.Complete);
        json.WriteStartArray("runs"u8);
        foreach (var (path, evaluation, _) in report.Runs)
            WriteRun(json, path, evaluation, report.PerQuery);
        json.WriteEndArray();
        if (report.Runs.Count > 1)
        {
            json.WriteStartArray("comparisons"u8);
            foreach (var (path, _, comparisons) in report.Runs)
            {
                foreach (var comparison in comparisons)
                    WriteComparison(json, path, report.Runs[0].Path, comparison);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        lines.EndLine();
        lines.Flush();
    }

    /// <summary>Writes an object for each query if asked for, for each run and for each comparison, each on a line.</summary>
    public static void WriteLines(Stream stream, MetricsReport report)
    {
        using var lines = new JsonLinesWriter(stream);
        foreach (var (path, evaluation, _) in report.Runs)
        {
            for (int q = 0; report.PerQuery && q < evaluation.QueryIds.Count; q++)
            {
                WriteQuery(lines.Json, path, evaluation, q);
                lines.EndLine();
            }

            WriteRun(lines.Json, path, evaluation, perQuery: false);
            lines.EndLine();
        }

        foreach (var (path, _, comparisons) in report.Runs)
        {
            foreach (var comparison in comparisons)
            {
                WriteComparison(lines.Json, path, report.Runs[0].Path, comparison);
                lines.EndLine();
            }
        }

        lines.Flush();
    }

    static void WriteRun(Utf8JsonWriter json, string path, RunEvaluation evaluation, bool perQuery)
    {
        json.WriteStartObject();
        json.WriteString("run"u8, path);
        json.WriteNumber("queries"u8, evaluation.QueryIds.Count);
        json.WriteNumber("missing"u8, evaluation.MissingQueries);
        json.WriteStartObject("metrics"u8);
        foreach (var metric in evaluation.Metrics)
        {
            json.WriteStartObject(metric.Name);
            json.WriteNumber("mean"u8, evaluation.Mean(metric));
            WriteInterval(json, Bootstrap.Mean([.. evaluation.Values(metric)]));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (perQuery)
        {
            json.WriteStartArray("per_query"u8);
            for (int q = 0; q < evaluation.QueryIds.Count; q++)
                WriteQuery(json, null, evaluation, q);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    static void WriteQuery(Utf8JsonWriter json, string? path, RunEvaluation evaluation, int q)
    {
        json.WriteStartObject();
        if (path is not null)
            json.WriteString("run"u8, path);
        json.WriteString("query"u8, evaluation.QueryIds[q]);
        json.WriteStartObject("metrics"u8);
        foreach (var metric in evaluation.Metrics)
            json.WriteNumber(metric.Name, evaluation.Values(metric)[q]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteComparison(Utf8JsonWriter json, string path, string baseline, PairedComparison comparison)
    {
        json.WriteStartObject();
        json.WriteString("run"u8, path);
        json.WriteString("baseline"u8, baseline);
        json.WriteString("metric"u8, comparison.Metric.Name);
        json.WriteNumber("queries"u8, comparison.Queries);
        json.WriteNumber("difference"u8, comparison.Difference);
        WriteInterval(json, comparison.Interval);
        json.WriteNumber("p"u8, comparison.PValue);
        json.WriteEndObject();
    }

    static void WriteInterval(Utf8JsonWriter json, ConfidenceInterval interval)
    {
        json.WriteNumber("lower"u8, interval.Lower);
        json.WriteNumber("upper"u8, interval.Upper);
    }
}
