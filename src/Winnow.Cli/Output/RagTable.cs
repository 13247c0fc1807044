using System.Globalization;
using System.Text;
using Winnow.Evaluation.Rag;

namespace Winnow.Cli.Output;

/// <summary>Writes hit rate and MRR as a table for people: retrievers as rows, rerankers as columns.</summary>
static class RagTable
{
    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, RagReport report)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        List<string[]> rows = [["hit rate / MRR @5", "without", .. report.Rerankers.Select(reranker => reranker.Name)]];
        foreach (RagResult[] row in report.Rows)
            rows.Add([row[0].Retriever ?? "average", .. row.Select(result => string.Create(CultureInfo.InvariantCulture, $"{result.HitRate.Mean:F4} / {result.Mrr.Mean:F4}"))]);
        TextTable.Write(writer, leftColumns: 1, rows);
    }
}
