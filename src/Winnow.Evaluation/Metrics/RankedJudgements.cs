using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Metrics;

/// <summary>All that a metric looks at in one query: the grades of the found documents in ranked order, and the grades of the best order there could be.</summary>
/// <remarks>Instances do not change and are safe to use from several threads.</remarks>
public sealed class RankedJudgements
{
    readonly int[] _grades;
    readonly int[] _ideal;

    /// <summary>Creates the judgements of a ranking.</summary>
    /// <param name="grades">The grades of the found documents, best rank first; 0 for documents without a judgement.</param>
    /// <param name="judged">The grades of all judged documents of the query, found or not, in any order.</param>
    public RankedJudgements(ReadOnlySpan<int> grades, ReadOnlySpan<int> judged)
    {
        _grades = grades.ToArray();
        _ideal = Ideal(judged);
    }

    RankedJudgements(int[] grades, int[] ideal)
    {
        _grades = grades;
        _ideal = ideal;
    }

    /// <summary>Gets the grades of the found documents, best rank first; 0 or a negative number for documents that are judged not relevant, 0 for those without a judgement.</summary>
    public ReadOnlySpan<int> Grades => _grades;

    /// <summary>Gets the positive grades of all judged documents, highest first: what a perfect ranking begins with.</summary>
    public ReadOnlySpan<int> IdealGrades => _ideal;

    /// <summary>Ranks a query's documents and looks up their grades.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="run">The run.</param>
    /// <param name="queryId">A query that both have.</param>
    /// <param name="ties">When two scores count as equal.</param>
    /// <exception cref="KeyNotFoundException">The judgements or the run lack the query.</exception>
    public static RankedJudgements Of(Qrels qrels, TrecRun run, string queryId, TieRule ties)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyDictionary<string, int> judgements = qrels[queryId];
        IReadOnlyList<ScoredDocument> ranking = run.Ranking(queryId, ties);
        var grades = new int[ranking.Count];
        for (int i = 0; i < grades.Length; i++)
            grades[i] = judgements.GetValueOrDefault(ranking[i].DocumentId);
        return new RankedJudgements(grades, Ideal([.. judgements.Values]));
    }

    /// <summary>Gets the grades of the first <paramref name="cutoff"/> found documents, or of all where there are fewer or no cutoff.</summary>
    /// <param name="cutoff">The number of ranks to look at, or null for all.</param>
    public ReadOnlySpan<int> Top(int? cutoff) => Cut(_grades, cutoff);

    /// <summary>Gets the highest <paramref name="cutoff"/> positive grades of all judged documents, or all where there are fewer or no cutoff.</summary>
    /// <param name="cutoff">The number of ranks to look at, or null for all.</param>
    public ReadOnlySpan<int> IdealTop(int? cutoff) => Cut(_ideal, cutoff);

    /// <summary>Counts the judged documents that are relevant, found or not.</summary>
    /// <param name="level">The lowest grade that counts as relevant, 1 or more.</param>
    public int CountRelevant(int level)
    {
        int count = 0;
        while (count < _ideal.Length && _ideal[count] >= level)
            count++;
        return count;
    }

    static ReadOnlySpan<int> Cut(int[] grades, int? cutoff) => grades.AsSpan(0, Math.Min(grades.Length, cutoff ?? int.MaxValue));

    static int[] Ideal(ReadOnlySpan<int> judged)
    {
        int[] ideal = [.. judged];
        Array.Sort(ideal, static (a, b) => b.CompareTo(a));
        int positive = Array.FindIndex(ideal, grade => grade <= 0);
        return positive < 0 ? ideal : ideal[..positive];
    }
}
