using System.Globalization;
using System.Text;
using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Significance;

namespace Winnow.Cli.Output;

/// <summary>Writes metrics as tables for people: runs as rows, metrics as columns, then the comparisons.</summary>
static class MetricsTable
{
    const double SmallestP = 0.0001;

    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, MetricsReport report)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), bufferSize: 16 * 1024, leaveOpen: true) { NewLine = "\n" };
        string[] names = [.. report.Metrics.Select(metric => metric.Name)];
        if (report.PerQuery)
        {
            TextTable.Write(writer, leftColumns: 2, [["run", "query", .. names], .. report.Runs.SelectMany(run => PerQuery(run.Path, run.Evaluation))]);
            writer.WriteLine();
        }

        TextTable.Write(writer, leftColumns: 1, [["run", "queries", .. names], .. report.Runs.Select(run => Means(run.Path, run.Evaluation))]);
        if (report.Runs.Count < 2)
            return;
        writer.WriteLine();
        writer.WriteLine($"compared with {DisplayText.OneLine(report.Runs[0].Path)}:");
        TextTable.Write(
            writer,
            leftColumns: 2,
            [["run", "metric", "queries", "difference", "95 % interval", "p"], .. report.Runs.SelectMany(run => run.Comparisons.Select(comparison => Compared(run.Path, comparison)))]);
    }

    static IEnumerable<string[]> PerQuery(string path, RunEvaluation evaluation)
    {
        for (int q = 0; q < evaluation.QueryIds.Count; q++)
            yield return [path, evaluation.QueryIds[q], .. evaluation.Metrics.Select(metric => Value(evaluation.Values(metric)[q]))];
    }

    static string[] Means(string path, RunEvaluation evaluation) =>
        [path, Count(evaluation.QueryIds.Count), .. evaluation.Metrics.Select(metric => Value(evaluation.Mean(metric)))];

    static string[] Compared(string path, PairedComparison comparison) =>
    [
        path,
        comparison.Metric.Name,
        Count(comparison.Queries),
        Signed(comparison.Difference),
        $"{Signed(comparison.Interval.Lower)} to {Signed(comparison.Interval.Upper)}",
        comparison.PValue < SmallestP ? "<0.0001" : Value(comparison.PValue),
    ];

    static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    static string Value(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
}
