using Winnow.Cli.Output;
using Winnow.Training.Data;
using Winnow.Training.Mining;

namespace Winnow.Cli.Commands.Training;

/// <summary>Says what mining found.</summary>
static class MiningReport
{
    /// <summary>Writes the summary.</summary>
    public static void Write(Stream stream, MiningSummary summary, TrainingTexts texts, string file, OutputFormat format)
    {
        if (format == OutputFormat.Table)
            WriteTable(stream, summary, texts, file);
        else
            WriteJson(stream, summary, texts, file);
    }

    static void WriteTable(Stream stream, MiningSummary summary, TrainingTexts texts, string file)
    {
        double read = Math.Max(1, summary.Ranked);
        var rows = new List<(string, FormattableString)>
        {
            ("queries", $"{summary.Queries:N0} of {texts.Queries.Count:N0}"),
            ("documents", $"{texts.Documents.Count:N0}"),
            ("candidates", $"{summary.Candidates:N0}, {(double)summary.Candidates / summary.Queries:F1} for each query, {summary.Positives:N0} of them positives"),
            ("near-duplicates", $"{summary.NearDuplicates:N0} dropped, {summary.NearDuplicates / read:P2} of {summary.Ranked:N0} places read"),
            ("likely answers", $"{summary.LikelyPositives:N0} dropped, {summary.LikelyPositives / read:P2}"),
            ("no negatives", $"for {summary.QueriesWithoutNegatives:N0} of the queries"),
        };
        foreach ((string stage, double inTen, double inDepth) in summary.Stages)
            rows.Add((stage, $"positive in the first 10 for {inTen:P1} of the queries, in the first 100 for {inDepth:P1}"));
        rows.Add(("file", $"{file}"));
        NamedRows.Write(stream, rows);
    }

    static void WriteJson(Stream stream, MiningSummary summary, TrainingTexts texts, string file)
    {
        using var lines = new JsonLinesWriter(stream);
        var json = lines.Json;
        json.WriteStartObject();
        json.WriteString("file"u8, file);
        json.WriteNumber("queries"u8, summary.Queries);
        json.WriteNumber("all_queries"u8, texts.Queries.Count);
        json.WriteNumber("documents"u8, texts.Documents.Count);
        json.WriteNumber("candidates"u8, summary.Candidates);
        json.WriteNumber("positives"u8, summary.Positives);
        json.WriteNumber("places_read"u8, summary.Ranked);
        json.WriteNumber("near_duplicates"u8, summary.NearDuplicates);
        json.WriteNumber("likely_answers"u8, summary.LikelyPositives);
        json.WriteNumber("queries_without_negatives"u8, summary.QueriesWithoutNegatives);
        json.WriteStartArray("stages"u8);
        foreach ((string stage, double inTen, double inDepth) in summary.Stages)
        {
            json.WriteStartObject();
            json.WriteString("stage"u8, stage);
            json.WriteNumber("positive_in_10"u8, inTen);
            json.WriteNumber("positive_in_100"u8, inDepth);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        lines.EndLine();
        lines.Flush();
    }
}
