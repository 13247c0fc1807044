namespace Winnow.Evaluation.Metrics;

/// <summary>RR@k, reciprocal rank: 1 / i where i is the rank of the first relevant document, and 0 where none is among the first k. Its mean over queries is MRR@k.</summary>
/// <remarks>
/// Without a cutoff trec_eval's <c>recip_rank</c> (<c>m_recip_rank.c</c>), which has no cut: RR@10 is what MS MARCO's script computes, here with trec_eval's order of tied documents.
/// </remarks>
/// <param name="cutoff">The number of ranks that are looked at, 1 or more, or null for all.</param>
/// <param name="level">The lowest grade that counts as relevant, 1 or more.</param>
public sealed class ReciprocalRank(int? cutoff = null, int level = RelevanceMetric.DefaultLevel) : RelevanceMetric("RR", cutoff, level)
{
    /// <inheritdoc/>
    public override double Compute(RankedJudgements ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ReadOnlySpan<int> grades = ranking.Top(Cutoff);
        for (int i = 0; i < grades.Length; i++)
        {
            if (grades[i] >= Level)
                return 1.0 / (i + 1);
        }

        return 0;
    }
}
