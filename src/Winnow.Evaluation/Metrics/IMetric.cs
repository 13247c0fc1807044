namespace Winnow.Evaluation.Metrics;

/// <summary>A measure of how good the ranking of one query is; over several queries its mean is reported.</summary>
/// <remarks>Implementations keep no state between calls and are safe to use from several threads.</remarks>
public interface IMetric
{
    /// <summary>Gets the metric's name in the notation of ir_measures, for instance <c>nDCG@10</c> or <c>RR(rel=2)@10</c>; <see cref="Metric.Parse"/> reads it.</summary>
    string Name { get; }

    /// <summary>Computes the metric of one query.</summary>
    /// <param name="ranking">The query's ranking and judgements.</param>
    /// <returns>A value from 0 to 1, higher is better; 0 where nothing is relevant.</returns>
    double Compute(RankedJudgements ranking);
}
