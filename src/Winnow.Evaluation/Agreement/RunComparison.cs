using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Significance;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Agreement;

/// <summary>How far two scorings of the same candidates agree, for instance int8 arithmetic with float32.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record RunComparison
{
    static readonly Ndcg Metric = new(10);

    RunComparison()
    {
    }

    /// <summary>Gets the nDCG@10 of the baseline, judged queries without candidates counting 0.</summary>
    public double BaselineNdcg { get; private init; }

    /// <summary>Gets the nDCG@10 of the other scoring.</summary>
    public double OtherNdcg { get; private init; }

    /// <summary>Gets what the other scoring gains, in points (hundredths) of nDCG@10.</summary>
    public double DifferencePoints => (OtherNdcg - BaselineNdcg) * 100;

    /// <summary>Gets the p-value of that difference: paired randomisation test over queries, two-sided.</summary>
    public double PValue { get; private init; }

    /// <summary>Gets the mean over queries of Kendall's tau-b between the two orders; queries whose scores are all equal in one scoring do not count. NaN where none counts.</summary>
    public double MeanKendallTau { get; private init; }

    /// <summary>Gets the largest absolute difference between the two scores of a pair, in logits.</summary>
    public double LargestDrift { get; private init; }

    /// <summary>Gets the median of these differences; of an even number the mean of the two in the middle.</summary>
    public double MedianDrift { get; private init; }

    /// <summary>Gets the number of pairs of query and document.</summary>
    public int Pairs { get; private init; }

    /// <summary>Compares two scorings.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="baseline">The scoring to compare with.</param>
    /// <param name="other">The scoring that is compared, of the same queries and documents.</param>
    /// <exception cref="WinnowException">The queries or documents differ, or no query is judged.</exception>
    public static RunComparison Of(Qrels qrels, TrecRun baseline, TrecRun other)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(other);
        var options = new EvaluationOptions { Complete = true };
        RunEvaluation before = RunEvaluation.Compute(qrels, baseline, [Metric], options), after = RunEvaluation.Compute(qrels, other, [Metric], options);
        if (other.QueryIds.Count != baseline.QueryIds.Count)
            throw new WinnowException($"The run {baseline.Tag} has {baseline.QueryIds.Count} queries and {other.Tag} has {other.QueryIds.Count}. Compare runs of the same candidates.");

        List<double> taus = [], drifts = [];
        foreach (string query in baseline.QueryIds)
        {
            (double[] x, double[] y) = Scores(query, baseline, other);
            double tau = KendallTau.Compute(x, y);
            if (!double.IsNaN(tau))
                taus.Add(tau);
            drifts.AddRange(x.Zip(y, (a, b) => Math.Abs(a - b)));
        }

        drifts.Sort();
        return new RunComparison
        {
            BaselineNdcg = before.Mean(Metric),
            OtherNdcg = after.Mean(Metric),
            PValue = PairedRandomization.PValue([.. before.Values(Metric)], [.. after.Values(Metric)]),
            MeanKendallTau = taus.Count == 0 ? double.NaN : taus.Average(),
            LargestDrift = drifts[^1],
            MedianDrift = (drifts[(drifts.Count - 1) / 2] + drifts[drifts.Count / 2]) / 2,
            Pairs = drifts.Count,
        };
    }

    static (double[] X, double[] Y) Scores(string query, TrecRun baseline, TrecRun other)
    {
        IReadOnlyDictionary<string, double> first = baseline[query], second = other.Contains(query) ? other[query] : new Dictionary<string, double>();
        double[] x = new double[first.Count], y = new double[first.Count];
        int count = 0;
        foreach ((string document, double score) in first)
        {
            x[count] = score;
            if (second.Count != first.Count || !second.TryGetValue(document, out y[count]))
                throw new WinnowException($"The runs {baseline.Tag} and {other.Tag} have different documents for the query \"{query}\". Compare runs of the same candidates.");
            count++;
        }

        return (x, y);
    }
}
