using System.Text.Json;

namespace Winnow.Cli.Output;

/// <summary>Writes a ranking as JSON; numbers are the shortest that read back as the same float.</summary>
static class RankingJson
{
    /// <summary>Writes one object: query, model and results.</summary>
    public static void WriteObject(Stream stream, string query, string model, IReadOnlyList<RankedDocument> ranking, bool documents)
    {
        using var lines = new JsonLinesWriter(stream);
        var json = lines.Json;
        json.WriteStartObject();
        json.WriteString("query"u8, query);
        json.WriteString("model"u8, model);
        json.WriteStartArray("results"u8);
        foreach (var result in ranking)
            WriteResult(json, result, documents);
        json.WriteEndArray();
        json.WriteEndObject();
        lines.EndLine();
        lines.Flush();
    }

    /// <summary>Writes an object for each result, best first.</summary>
    public static void WriteLines(Stream stream, IReadOnlyList<RankedDocument> ranking, bool documents)
    {
        using var lines = new JsonLinesWriter(stream);
        foreach (var result in ranking)
        {
            WriteResult(lines.Json, result, documents);
            lines.EndLine();
        }

        lines.Flush();
    }

    static void WriteResult(Utf8JsonWriter json, RankedDocument result, bool document)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, result.Index);
        json.WriteNumber("score"u8, result.Score.Score);
        json.WriteNumber("logit"u8, result.Score.Logit);
        if (document)
            json.WriteString("document"u8, result.Document.Text);
        json.WriteEndObject();
    }
}
