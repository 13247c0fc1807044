using System.Globalization;
using System.Text;
using Winnow.Evaluation.Agreement;

namespace Winnow.Evaluation.Beir;

/// <summary>Writes reports for people.</summary>
static class BeirReportMarkdown
{
    /// <summary>Writes a report as Markdown.</summary>
    public static void Write(Stream stream, BeirReport report)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("# BEIR reranking");
        writer.WriteLine();
        writer.WriteLine($"Winnow {report.Version}. nDCG@10, the {report.Depth} best candidates of the first stage put into order by each model.");
        writer.WriteLine();
        Main(writer, report);
        Details(writer, report);
        Comparisons(writer, report);
        Protocol(writer, report);
    }

    static void Main(StreamWriter writer, BeirReport report)
    {
        Table(writer, ["data set", "queries", "first stage", .. report.Models.Select(model => model.Name)], "lr" + new string('r', report.Models.Count + 1));
        foreach (BeirReportDataset dataset in report.Datasets)
            Row(writer, [dataset.Name, Number(dataset.Queries), .. Systems(report, dataset.Name).Select(result => Value(result.Complete.Mean(BeirResult.Main)))]);
        if (report.Datasets.Count > 1)
            Row(writer, ["mean", "", .. report.MeanRow().Select(Value)]);
        writer.WriteLine();
    }

    static void Details(StreamWriter writer, BeirReport report)
    {
        Heading(writer, "All metrics");
        Table(writer, ["data set", "system", .. BeirResult.Metrics.Select(metric => metric.Name), "BEIR's nDCG@10", "queries with candidates"], "ll" + new string('r', BeirResult.Metrics.Count + 2));
        foreach (BeirResult result in report.Results)
        {
            Row(writer,
            [
                result.Dataset,
                result.System,
                .. BeirResult.Metrics.Select(metric => Value(result.Complete.Mean(metric))),
                Value(result.Found.Mean(BeirResult.Main)),
                Number(result.Found.QueryIds.Count),
            ]);
        }

        writer.WriteLine();
    }

    static void Comparisons(StreamWriter writer, BeirReport report)
    {
        if (report.Comparisons.Count == 0)
            return;
        Heading(writer, "Agreement");
        Table(writer, ["data set", "baseline", "other", "nDCG@10", "other's", "points", "p", "mean tau-b", "largest drift", "median drift"], "lllrrrrrrr");
        foreach (BeirComparison comparison in report.Comparisons)
        {
            RunComparison agreement = comparison.Agreement;
            Row(writer,
            [
                comparison.Dataset,
                comparison.Baseline,
                comparison.Other,
                Value(agreement.BaselineNdcg),
                Value(agreement.OtherNdcg),
                agreement.DifferencePoints.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture),
                agreement.PValue.ToString("F3", CultureInfo.InvariantCulture),
                Value(agreement.MeanKendallTau),
                Value(agreement.LargestDrift),
                Value(agreement.MedianDrift),
            ]);
        }

        writer.WriteLine();
        writer.WriteLine("Points are hundredths of nDCG@10; p is that of a paired randomisation test over queries; tau-b is Kendall's, between the two orders of a query's candidates; drift is");
        writer.WriteLine("the absolute difference between the two logits of a pair.");
        writer.WriteLine();
    }

    static void Protocol(StreamWriter writer, BeirReport report)
    {
        Heading(writer, "Protocol");
        foreach (string rule in report.Protocol)
            writer.WriteLine($"- {rule}");
        writer.WriteLine();
        foreach (BeirReportDataset dataset in report.Datasets)
        {
            writer.WriteLine($"- {dataset.Name} ({dataset.Split}): {Number(dataset.Documents)} documents, {Number(dataset.Queries)} judged queries, {Number(dataset.Candidates)} candidates"
                + $" by {dataset.FirstStageProtocol}. Contents {dataset.Fingerprint[..12]}.");
            foreach (string note in dataset.Notes)
                writer.WriteLine($"  - {note}");
        }

        foreach (BeirReportModel model in report.Models)
            writer.WriteLine($"- {model.Name}: {model.Protocol}. Fingerprint {model.Fingerprint[..Math.Min(12, model.Fingerprint.Length)]}.");
    }

    static IEnumerable<BeirResult> Systems(BeirReport report, string dataset) => report.Results.Where(result => result.Dataset == dataset);

    /// <summary>Writes a heading and an empty line.</summary>
    public static void Heading(StreamWriter writer, string text)
    {
        writer.WriteLine($"## {text}");
        writer.WriteLine();
    }

    /// <summary>Writes the head of a table; a letter of the alignment for each column, l or r.</summary>
    public static void Table(StreamWriter writer, IReadOnlyList<string> titles, string alignment)
    {
        Row(writer, titles);
        Row(writer, [.. alignment.Select(side => side == 'l' ? "---" : "---:")]);
    }

    /// <summary>Writes a row of a table.</summary>
    public static void Row(StreamWriter writer, IReadOnlyList<string> cells) => writer.WriteLine($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |");

    /// <summary>Writes a metric.</summary>
    public static string Value(double value) => double.IsNaN(value) ? "-" : value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>Writes a count.</summary>
    public static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
