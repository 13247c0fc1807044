using Winnow.Evaluation.Metrics;

namespace Winnow.Evaluation.Significance;

/// <summary>Two runs compared in one metric, over the queries that count in both.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Queries">The number of queries that count in both.</param>
/// <param name="Difference">The mean of system − baseline over them.</param>
/// <param name="Interval">The bootstrap interval of that mean, 95 %.</param>
/// <param name="PValue">The two-sided p-value of the paired randomisation test.</param>
public sealed record PairedComparison(IMetric Metric, int Queries, double Difference, ConfidenceInterval Interval, double PValue)
{
    /// <summary>Compares two evaluations made with the same judgements and options.</summary>
    /// <param name="baseline">The run to compare with.</param>
    /// <param name="system">The run that is compared.</param>
    /// <param name="metric">A metric that both computed.</param>
    /// <returns>The comparison, or null where no query counts in both.</returns>
    /// <exception cref="ArgumentException">One of them did not compute the metric.</exception>
    public static PairedComparison? Compute(RunEvaluation baseline, RunEvaluation system, IMetric metric)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(metric);
        IReadOnlyList<double> baselineValues = baseline.Values(metric), systemValues = system.Values(metric);
        Dictionary<string, double> first = new(StringComparer.Ordinal);
        for (int q = 0; q < baseline.QueryIds.Count; q++)
            first.Add(baseline.QueryIds[q], baselineValues[q]);

        List<double> before = [], after = [];
        for (int q = 0; q < system.QueryIds.Count; q++)
        {
            if (!first.TryGetValue(system.QueryIds[q], out double value))
                continue;
            before.Add(value);
            after.Add(systemValues[q]);
        }

        if (before.Count == 0)
            return null;
        double[] a = [.. before], b = [.. after];
        return new PairedComparison(metric, a.Length, PairedDifference.Of(a, b).Average(), Bootstrap.MeanDifference(a, b), PairedRandomization.PValue(a, b));
    }
}
