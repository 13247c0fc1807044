using System.Globalization;
using System.Text;
using Winnow.Evaluation.Beir;

namespace Winnow.Cli.Output;

/// <summary>Writes nDCG@10 as a table for people: data sets as rows, models as columns, then how far models agree.</summary>
static class BeirTable
{
    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, BeirReport report)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        List<string[]> rows = [["nDCG@10", "first stage", "queries", "candidates", .. report.Models.Select(model => model.Name)]];
        foreach (BeirReportDataset dataset in report.Datasets)
        {
            rows.Add(
            [
                dataset.Name,
                dataset.FirstStage,
                dataset.Queries.ToString("N0", CultureInfo.InvariantCulture),
                .. report.Results.Where(result => result.Dataset == dataset.Name).Select(result => Value(result.Complete.Mean(BeirResult.Main))),
            ]);
        }

        if (report.Datasets.Count > 1)
            rows.Add(["mean", "", "", .. report.MeanRow().Select(Value)]);
        TextTable.Write(writer, leftColumns: 2, rows);
        if (report.Comparisons.Count == 0)
            return;
        writer.WriteLine();
        TextTable.Write(
            writer,
            leftColumns: 2,
            [["float32 to int8", "model", "nDCG@10", "int8", "points", "p", "mean tau", "largest drift", "median drift"], .. report.Comparisons.Select(Compared)]);
    }

    static string[] Compared(BeirComparison comparison) =>
    [
        comparison.Dataset,
        comparison.Baseline,
        Value(comparison.Agreement.BaselineNdcg),
        Value(comparison.Agreement.OtherNdcg),
        comparison.Agreement.DifferencePoints.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture),
        comparison.Agreement.PValue.ToString("F3", CultureInfo.InvariantCulture),
        Value(comparison.Agreement.MeanKendallTau),
        Value(comparison.Agreement.LargestDrift),
        Value(comparison.Agreement.MedianDrift),
    ];

    static string Value(double value) => double.IsNaN(value) ? "-" : value.ToString("F4", CultureInfo.InvariantCulture);
}
