namespace Winnow.Evaluation.Metrics;

/// <summary>AP@k, average precision: Σ P@i over the ranks i ≤ k that hold a relevant document, divided by the number R of all relevant documents of the query.</summary>
/// <remarks>
/// <para>Divided by R even where R is greater than k, so AP@k may stay below 1 for a perfect ranking. 0 where nothing is relevant. Its mean over queries is MAP.</para>
/// <para>trec_eval's <c>map</c> and <c>map_cut_k</c> (<c>m_map.c</c>, <c>m_map_cut.c</c>).</para>
/// </remarks>
/// <param name="cutoff">The number of ranks that are looked at, 1 or more, or null for all.</param>
/// <param name="level">The lowest grade that counts as relevant, 1 or more.</param>
public sealed class AveragePrecision(int? cutoff = null, int level = RelevanceMetric.DefaultLevel) : RelevanceMetric("AP", cutoff, level)
{
    /// <inheritdoc/>
    public override double Compute(RankedJudgements ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ReadOnlySpan<int> grades = ranking.Top(Cutoff);
        double sum = 0;
        int hits = 0;
        for (int i = 0; i < grades.Length; i++)
        {
            if (grades[i] >= Level)
                sum += (double)++hits / (i + 1);
        }

        return hits == 0 ? 0 : sum / ranking.CountRelevant(Level);
    }
}
