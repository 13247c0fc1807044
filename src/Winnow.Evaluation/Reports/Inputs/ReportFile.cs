using System.Text.Json;

namespace Winnow.Evaluation.Reports.Inputs;

/// <summary>Opens the JSON files that reports are made of.</summary>
static class ReportFile
{
    /// <summary>Reads a file whose content is one JSON object.</summary>
    /// <exception cref="WinnowException">It cannot be read, or holds something else.</exception>
    public static ReportField Read(string path)
    {
        if (path.Length == 0)
            throw new WinnowException("The name of a report is empty text. Give a file, as in: winnow eval report report.json --out results.html");
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            // Elements of a document that is gone cannot be read; a clone can.
            return new(path, "", json.RootElement.Clone());
        }
        catch (JsonException error)
        {
            string reason = error.Message;
            int suffix = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
            throw new WinnowException($"{path}, line {error.LineNumber + 1}: not valid JSON: {(suffix < 0 ? reason : reason[..suffix])} Was the file cut off? Make it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}: the file cannot be read: {error.Message} Check the name.", error);
        }
    }

    /// <summary>Says what kind of report a file holds, by its field <c>kind</c>.</summary>
    /// <exception cref="WinnowException">It is none of them.</exception>
    public static ReportKind KindOf(ReportField report)
    {
        ReportField kind = report["kind"];
        return kind.Text() switch
        {
            "beir" => ReportKind.Beir,
            "rag" => ReportKind.Rag,
            "speed" => ReportKind.Speed,
            var other => throw kind.Error($"is \"{other}\", not beir, rag or speed."),
        };
    }
}
