namespace Winnow.Evaluation.Trec;

/// <summary>trec_eval's order of a query's documents: by score, highest first, then by document id, last first.</summary>
sealed class RankingOrder : IComparer<ScoredDocument>
{
    static readonly RankingOrder Float32 = new(single: true), Double = new(single: false);

    readonly bool _single;

    RankingOrder(bool single) => _single = single;

    /// <summary>Gets the order under a rule.</summary>
    public static RankingOrder Of(TieRule ties) => ties switch
    {
        TieRule.Float32 => Float32,
        TieRule.Double => Double,
        _ => throw new ArgumentOutOfRangeException(nameof(ties), ties, "There are Float32 and Double."),
    };

    /// <inheritdoc/>
    public int Compare(ScoredDocument x, ScoredDocument y)
    {
        // No score is NaN, and CompareTo takes -0 and 0 for equal, as C does.
        int byScore = _single ? ((float)y.Score).CompareTo((float)x.Score) : y.Score.CompareTo(x.Score);
        return byScore != 0 ? byScore : Utf8Order.Compare(y.DocumentId, x.DocumentId);
    }
}
