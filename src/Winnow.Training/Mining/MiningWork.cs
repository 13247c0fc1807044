using Winnow.Training.Data;

namespace Winnow.Training.Mining;

/// <summary>The lists that are being made, block by block, and what is counted on the way.</summary>
/// <param name="texts">The texts.</param>
/// <param name="options">What is mined.</param>
/// <param name="mined">The queries that are mined.</param>
/// <param name="stages">The first stages.</param>
/// <param name="filter">Finds what cannot be called wrong.</param>
sealed class MiningWork(TrainingTexts texts, MiningOptions options, int[] mined, IReadOnlyList<MiningStage> stages, NegativeFilter filter)
{
    const int Top = 10;

    readonly (int[] Documents, byte[] Origins)[] _lists = new (int[], byte[])[mined.Length];
    // By stage; sums of whole numbers, which do not depend on the order of threads.
    readonly long[] _inTop = new long[stages.Count], _inDepth = new long[stages.Count];
    long _nearDuplicates, _likelyPositives, _ranked, _positives, _withoutNegatives;

    /// <summary>Makes the lists of some queries.</summary>
    public void Run(int start, int count, CancellationToken cancellationToken)
    {
        // Positives do not count for the depth, so as many more are asked for.
        int deepest = options.Depth + Enumerable.Range(start, count).Max(i => texts.Positives(mined[i]).Length);
        int[][][] rankings = [.. stages.Select(stage => stage.Rank(start, count, Math.Min(deepest, texts.Documents.Count), cancellationToken))];
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? -1, CancellationToken = cancellationToken },
            i => Choose(start + i, Array.ConvertAll(rankings, ranking => ranking[i])));
    }

    /// <summary>Gets the lists, empty ones for queries that were not mined.</summary>
    public CandidateLists Build(SortedDictionary<string, string> made)
    {
        var offsets = new int[texts.Queries.Count + 1];
        for (int i = 0; i < mined.Length; i++)
            offsets[mined[i] + 1] = _lists[i].Documents.Length;
        for (int i = 1; i < offsets.Length; i++)
            offsets[i] = checked(offsets[i] + offsets[i - 1]);
        return new CandidateLists(new CandidateColumns
        {
            Offsets = offsets,
            Documents = [.. _lists.SelectMany(list => list.Documents)],
            Origins = [.. _lists.SelectMany(list => list.Origins)],
            Texts = texts.Fingerprint,
            Made = made,
        });
    }

    /// <summary>Gets what was counted.</summary>
    public MiningSummary Summarize() => new()
    {
        Queries = mined.Length,
        Candidates = _lists.Sum(list => list.Documents.Length),
        Positives = (int)_positives,
        QueriesWithoutNegatives = (int)_withoutNegatives,
        NearDuplicates = _nearDuplicates,
        LikelyPositives = _likelyPositives,
        Ranked = _ranked,
        Stages = [.. stages.Select((stage, i) => (stage.Name, (double)_inTop[i] / mined.Length, (double)_inDepth[i] / mined.Length))],
    };

    void Choose(int i, int[][] rankings)
    {
        int query = mined[i], own = texts.Positive[query];
        ReadOnlySpan<int> answers = texts.Positives(query);
        ReadOnlySpan<int> listed = answers[..Math.Min(answers.Length, options.MostPositives)];
        float bound = filter.Bound(i, own);
        var kept = new (byte, List<int>)[stages.Count];
        for (int stage = 0; stage < kept.Length; stage++)
        {
            kept[stage] = (stages[stage].Origin, Keep(i, rankings[stage], answers, listed, bound));
            int rank = Array.IndexOf(rankings[stage], own);
            Count(ref _inTop[stage], rank is >= 0 and < Top ? 1 : 0);
            Count(ref _inDepth[stage], rank >= 0 && rank < options.Depth ? 1 : 0);
        }

        _lists[i] = CandidateChoice.Choose(options, texts.Queries[query], listed, kept);
        Count(ref _positives, listed.Length);
        Count(ref _withoutNegatives, _lists[i].Documents.Length == listed.Length ? 1 : 0);
    }

    List<int> Keep(int i, int[] ranking, ReadOnlySpan<int> answers, ReadOnlySpan<int> listed, float bound)
    {
        var kept = new List<int>(options.Depth);
        int read = 0, duplicates = 0, likely = 0;
        foreach (int document in ranking)
        {
            if (answers.Contains(document))
                continue;
            if (read == options.Depth)
                break;
            read++;
            switch (filter.Judge(i, bound, listed, document))
            {
                case NegativeFault.NearDuplicate:
                    duplicates++;
                    break;
                case NegativeFault.LikelyPositive:
                    likely++;
                    break;
                default:
                    kept.Add(document);
                    break;
            }
        }

        Count(ref _ranked, read);
        Count(ref _nearDuplicates, duplicates);
        Count(ref _likelyPositives, likely);
        return kept;
    }

    static void Count(ref long sum, long value) => Interlocked.Add(ref sum, value);
}
