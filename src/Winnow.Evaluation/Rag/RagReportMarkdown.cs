using System.Text;
using Winnow.Evaluation.Beir;
using static Winnow.Evaluation.Beir.BeirReportMarkdown;

namespace Winnow.Evaluation.Rag;

/// <summary>Writes reports for people.</summary>
static class RagReportMarkdown
{
    /// <summary>Writes a report as Markdown.</summary>
    public static void Write(Stream stream, RagReport report)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        BeirDataset chunks = report.Dataset.Chunks;
        writer.WriteLine("# RAG: hit rate and MRR");
        writer.WriteLine();
        writer.WriteLine($"Winnow {report.Version}. {chunks.Name}: {Number(chunks.Queries.Count)} questions about {Number(report.Dataset.Documents)} documents in {Number(chunks.Documents.Count)} chunks.");
        writer.WriteLine(
            $"Hit rate / MRR of the first {RagEvaluation.Cutoff} chunks, without a reranker and with each; every retriever gives {RagEvaluation.Depth}.");
        writer.WriteLine();
        Table(writer, ["retriever", "without", .. report.Rerankers.Select(reranker => reranker.Name)], "l" + new string('r', report.Rerankers.Count + 1));
        foreach (RagResult[] row in report.Rows)
            Row(writer, [row[0].Retriever ?? "average", .. row.Select(result => $"{Value(result.HitRate.Mean)} / {Value(result.Mrr.Mean)}")]);
        writer.WriteLine();

        Heading(writer, "Intervals");
        Table(writer, ["retriever", "reranker", "hit rate", "95 % interval", "MRR", "95 % interval"], "llrrrr");
        foreach (RagResult result in report.Results)
        {
            Row(writer,
            [
                result.Retriever ?? "average",
                result.Reranker ?? "without",
                Value(result.HitRate.Mean),
                Interval(result.HitRate),
                Value(result.Mrr.Mean),
                Interval(result.Mrr),
            ]);
        }

        writer.WriteLine();
        Heading(writer, "Protocol");
        foreach (string rule in report.Protocol)
            writer.WriteLine($"- {rule}");
        writer.WriteLine();
        writer.WriteLine($"- {chunks.Name}, questions from {chunks.Split}. Contents {chunks.Fingerprint[..12]}.");
        foreach (string note in chunks.Notes)
            writer.WriteLine($"  - {note}");
        foreach (RagRetriever retriever in report.Retrievers)
            writer.WriteLine($"- {retriever.Name}: {retriever.Protocol}. {Number(retriever.Candidates)} candidates; a right one is among them for {Value(retriever.Ceiling)} of the questions.");
        foreach (BeirReportModel reranker in report.Rerankers)
            writer.WriteLine($"- {reranker.Name}: {reranker.Protocol}. Fingerprint {reranker.Fingerprint[..Math.Min(12, reranker.Fingerprint.Length)]}.");
    }

    static string Interval(RagScore score) => $"{Value(score.Interval.Lower)} to {Value(score.Interval.Upper)}";
}
