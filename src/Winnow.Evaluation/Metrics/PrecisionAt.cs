namespace Winnow.Evaluation.Metrics;

/// <summary>P@k, precision: the relevant documents among the first k, divided by k.</summary>
/// <remarks>Divided by k even where fewer documents were found. trec_eval's <c>P_k</c> (<c>m_P.c</c>).</remarks>
/// <param name="cutoff">The number of ranks that are looked at, 1 or more.</param>
/// <param name="level">The lowest grade that counts as relevant, 1 or more.</param>
public sealed class PrecisionAt(int cutoff, int level = RelevanceMetric.DefaultLevel) : RelevanceMetric("P", cutoff, level)
{
    /// <inheritdoc/>
    public override double Compute(RankedJudgements ranking) => (double)CountHits(ranking) / Cutoff!.Value;
}
