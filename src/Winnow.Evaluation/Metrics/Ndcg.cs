using System.Globalization;

namespace Winnow.Evaluation.Metrics;

/// <summary>nDCG@k, normalised discounted cumulative gain: DCG@k / IDCG@k with DCG@k = Σ gᵢ / log₂(i + 1) over the ranks i = 1…k.</summary>
/// <remarks>
/// <para>The gain g is the grade where that is positive, and 0 for negative grades and documents without a judgement. IDCG is the DCG of all judged documents of the query in the best
/// order, cut at the same k. Where no document is relevant nDCG is 0.</para>
/// <para>This is trec_eval's <c>ndcg_cut_k</c>, and without a cutoff <c>ndcg</c> (<c>m_ndcg_cut.c</c>, <c>m_ndcg.c</c>): Järvelin and Kekäläinen, Cumulated gain-based evaluation of
/// IR techniques, TOIS 20(4), 2002, with the discount on every rank and linear gain. The variant with the gain 2^g − 1 (Burges et al., 2005) gives other values.</para>
/// </remarks>
public sealed class Ndcg : IMetric
{
    /// <summary>Creates the metric.</summary>
    /// <param name="cutoff">The number of ranks that are looked at, 1 or more, or null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The cutoff is less than 1.</exception>
    public Ndcg(int? cutoff = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cutoff ?? 1, 1, nameof(cutoff));
        Cutoff = cutoff;
        Name = cutoff is null ? "nDCG" : string.Create(CultureInfo.InvariantCulture, $"nDCG@{cutoff}");
    }

    /// <summary>Gets the number of ranks that are looked at, or null for all.</summary>
    public int? Cutoff { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public double Compute(RankedJudgements ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        double ideal = Dcg(ranking.IdealTop(Cutoff));
        return ideal == 0 ? 0 : Dcg(ranking.Top(Cutoff)) / ideal;
    }

    static double Dcg(ReadOnlySpan<int> grades)
    {
        double sum = 0;
        for (int i = 0; i < grades.Length; i++)
        {
            if (grades[i] > 0)
                sum += grades[i] / Math.Log2(i + 2);
        }

        return sum;
    }
}
