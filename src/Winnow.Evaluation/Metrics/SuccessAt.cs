namespace Winnow.Evaluation.Metrics;

/// <summary>Success@k, also called hit rate: 1 where a relevant document is among the first k, else 0.</summary>
/// <remarks>trec_eval's <c>success_k</c> (<c>m_success.c</c>).</remarks>
/// <param name="cutoff">The number of ranks that are looked at, 1 or more.</param>
/// <param name="level">The lowest grade that counts as relevant, 1 or more.</param>
public sealed class SuccessAt(int cutoff, int level = RelevanceMetric.DefaultLevel) : RelevanceMetric("Success", cutoff, level)
{
    /// <inheritdoc/>
    public override double Compute(RankedJudgements ranking) => CountHits(ranking) == 0 ? 0 : 1;
}
