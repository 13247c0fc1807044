using System.Globalization;
using System.Text;
using Winnow.Models;

namespace Winnow.Cli.Output;

/// <summary>Writes the facts of a model folder: names and values in two columns, or JSON.</summary>
static class ModelReport
{
    /// <summary>Writes names and values for people, then the problems.</summary>
    public static void WriteTable(Stream stream, ModelInfo info)
    {
        List<KeyValuePair<string, string>> rows =
        [
            new("name", info.Name),
            new("folder", info.Folder),
            new("architecture", info.Architecture ?? "not recognised"),
            new("purpose", info.Purpose ?? "unclear"),
            new("parameters", info.ParameterCount.ToString("N0", CultureInfo.InvariantCulture)),
            new("max tokens", info.MaxTokens.ToString("N0", CultureInfo.InvariantCulture)),
            .. info.Details,
        ];
        int width = 0;
        foreach (var row in rows)
            width = Math.Max(width, row.Key.Length);

        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var row in rows)
            writer.WriteLine($"{row.Key.PadRight(width)}  {DisplayText.OneLine(row.Value)}");
        writer.WriteLine($"{"problems".PadRight(width)}  {(info.Problems.Count == 0 ? "none" : info.Problems.Count.ToString(CultureInfo.InvariantCulture))}");
        foreach (string problem in info.Problems)
            writer.WriteLine($"  - {DisplayText.OneLine(problem)}");
    }

    /// <summary>Writes one JSON object on one line.</summary>
    public static void WriteJson(Stream stream, ModelInfo info)
    {
        using var lines = new JsonLinesWriter(stream);
        var json = lines.Json;
        json.WriteStartObject();
        json.WriteString("name"u8, info.Name);
        json.WriteString("folder"u8, info.Folder);
        json.WriteString("architecture"u8, info.Architecture);
        json.WriteString("purpose"u8, info.Purpose);
        json.WriteNumber("parameters"u8, info.ParameterCount);
        json.WriteNumber("max_tokens"u8, info.MaxTokens);
        json.WriteStartObject("details"u8);
        foreach (var detail in info.Details)
            json.WriteString(detail.Key, detail.Value);
        json.WriteEndObject();
        json.WriteStartArray("problems"u8);
        foreach (string problem in info.Problems)
            json.WriteStringValue(problem);
        json.WriteEndArray();
        json.WriteEndObject();
        lines.EndLine();
        lines.Flush();
    }
}
