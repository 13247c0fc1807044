using System.Text.Json;
using Winnow.Evaluation.Beir;

namespace Winnow.Evaluation.Rag;

/// <summary>Writes reports for programs.</summary>
public static class RagReportJson
{
    /// <summary>Writes a report as one JSON object, indented, with a line feed at the end.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="report">The report.</param>
    public static void Write(Stream stream, RagReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        using (var json = new Utf8JsonWriter(stream, BeirReportJson.Indented))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "rag");
            json.WriteString("winnow"u8, report.Version);
            json.WriteNumber("depth"u8, RagEvaluation.Depth);
            json.WriteNumber("cutoff"u8, RagEvaluation.Cutoff);
            BeirReportJson.Strings(json, "protocol", report.Protocol);
            json.WriteStartObject("dataset"u8);
            Dataset(json, report.Dataset);
            json.WriteEndObject();
            BeirReportJson.Array(json, "retrievers", report.Retrievers, retriever =>
            {
                json.WriteString("name"u8, retriever.Name);
                json.WriteString("protocol"u8, retriever.Protocol);
                json.WriteString("fingerprint"u8, retriever.Fingerprint);
                json.WriteNumber("candidates"u8, retriever.Candidates);
                json.WriteNumber("Success@10"u8, retriever.Ceiling);
            });
            BeirReportJson.Array(json, "rerankers", report.Rerankers, reranker =>
            {
                json.WriteString("name"u8, reranker.Name);
                json.WriteString("protocol"u8, reranker.Protocol);
                json.WriteString("fingerprint"u8, reranker.Fingerprint);
            });
            BeirReportJson.Array(json, "results", report.Results, result => Result(json, result));
            json.WriteEndObject();
        }

        stream.Write("\n"u8);
    }

    /// <summary>Writes the results of a report, one JSON object a line. A retriever that is null is the average of all, a reranker that is null is none.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="report">The report.</param>
    public static void WriteResults(Stream stream, RagReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        foreach (RagResult result in report.Results)
        {
            using (var json = new Utf8JsonWriter(stream, BeirReportJson.Compact))
            {
                json.WriteStartObject();
                Result(json, result);
                json.WriteEndObject();
            }

            stream.Write("\n"u8);
        }
    }

    static void Dataset(Utf8JsonWriter json, RagDataset dataset)
    {
        json.WriteString("name"u8, dataset.Chunks.Name);
        json.WriteString("questions_from"u8, dataset.Chunks.Split);
        json.WriteNumber("documents"u8, dataset.Documents);
        json.WriteNumber("chunks"u8, dataset.Chunks.Documents.Count);
        json.WriteNumber("questions"u8, dataset.Chunks.Queries.Count);
        json.WriteString("chunking"u8, dataset.Chunking.Protocol);
        json.WriteString("fingerprint"u8, dataset.Chunks.Fingerprint);
        BeirReportJson.Strings(json, "notes", dataset.Chunks.Notes);
    }

    static void Result(Utf8JsonWriter json, RagResult result)
    {
        json.WriteString("retriever"u8, result.Retriever);
        json.WriteString("reranker"u8, result.Reranker);
        Score(json, "hit_rate@5", result.HitRate);
        Score(json, "mrr@5", result.Mrr);
    }

    static void Score(Utf8JsonWriter json, string name, RagScore score)
    {
        json.WriteStartObject(name);
        json.WriteNumber("mean"u8, score.Mean);
        json.WriteNumber("lower"u8, score.Interval.Lower);
        json.WriteNumber("upper"u8, score.Interval.Upper);
        json.WriteEndObject();
    }
}
