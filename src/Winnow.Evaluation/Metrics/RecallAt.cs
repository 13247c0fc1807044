namespace Winnow.Evaluation.Metrics;

/// <summary>R@k, recall: the relevant documents among the first k, divided by all relevant documents of the query.</summary>
/// <remarks>0 where nothing is relevant. trec_eval's <c>recall_k</c> (<c>m_recall.c</c>).</remarks>
/// <param name="cutoff">The number of ranks that are looked at, 1 or more.</param>
/// <param name="level">The lowest grade that counts as relevant, 1 or more.</param>
public sealed class RecallAt(int cutoff, int level = RelevanceMetric.DefaultLevel) : RelevanceMetric("R", cutoff, level)
{
    /// <inheritdoc/>
    public override double Compute(RankedJudgements ranking)
    {
        int hits = CountHits(ranking);
        return hits == 0 ? 0 : (double)hits / ranking.CountRelevant(Level);
    }
}
