using Winnow.Cli.Output;
using Winnow.Training.Labelling;

namespace Winnow.Cli.Commands.Training;

/// <summary>Says what labelling found.</summary>
static class LabelReport
{
    /// <summary>Writes the summary.</summary>
    public static void Write(Stream stream, LabelSummary summary, string file, OutputFormat format)
    {
        if (format == OutputFormat.Table)
            WriteTable(stream, summary, file);
        else
            WriteJson(stream, summary, file);
    }

    static void WriteTable(Stream stream, LabelSummary summary, string file)
    {
        var rows = new List<(string, FormattableString)>
        {
            ("queries", $"{summary.Queries:N0}"),
            ("candidates", $"{summary.Candidates:N0}, {(double)summary.Candidates / summary.Queries:F1} for each query"),
        };
        foreach ((string name, double weight, double mean, double deviation, double positiveFirst) in summary.Teachers)
            rows.Add((name, $"weight {weight:G4}, mean {mean:G4}, deviation {deviation:G4}, a positive first for {positiveFirst:P1} of the queries"));
        rows.Add(("labels", $"a positive first for {summary.PositiveFirst:P1} of the queries"));
        rows.Add(("file", $"{file}"));
        NamedRows.Write(stream, rows);
    }

    static void WriteJson(Stream stream, LabelSummary summary, string file)
    {
        using var lines = new JsonLinesWriter(stream);
        var json = lines.Json;
        json.WriteStartObject();
        json.WriteString("file"u8, file);
        json.WriteNumber("queries"u8, summary.Queries);
        json.WriteNumber("candidates"u8, summary.Candidates);
        json.WriteNumber("positive_first"u8, summary.PositiveFirst);
        json.WriteStartArray("teachers"u8);
        foreach ((string name, double weight, double mean, double deviation, double positiveFirst) in summary.Teachers)
        {
            json.WriteStartObject();
            json.WriteString("teacher"u8, name);
            json.WriteNumber("weight"u8, weight);
            json.WriteNumber("mean"u8, mean);
            json.WriteNumber("deviation"u8, deviation);
            json.WriteNumber("positive_first"u8, positiveFirst);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        lines.EndLine();
        lines.Flush();
    }
}
