using Winnow.Evaluation.Significance;
using Winnow.Training.Data;

namespace Winnow.Training.Mining;

/// <summary>Puts one query's list together from the rankings of all first stages.</summary>
sealed class CandidateChoice
{
    readonly MiningOptions _options;
    readonly Dictionary<int, Chosen> _chosen = [];

    CandidateChoice(MiningOptions options) => _options = options;

    /// <summary>Chooses.</summary>
    /// <param name="options">How many of which kind.</param>
    /// <param name="query">The query's text, on which the draw depends.</param>
    /// <param name="positives">The positives to list.</param>
    /// <param name="stages">For each first stage its bit and what is left of its ranking, best first.</param>
    /// <returns>Documents and origins: positives first, then by the best rank in any stage, and of equal ranks the earlier stage's.</returns>
    public static (int[] Documents, byte[] Origins) Choose(MiningOptions options, string query, ReadOnlySpan<int> positives, IReadOnlyList<(byte Origin, List<int> Kept)> stages)
    {
        var choice = new CandidateChoice(options);
        for (int stage = 0; stage < stages.Count; stage++)
            choice.Add(stage, stages[stage].Origin, stages[stage].Kept, TextHash.Of(query));
        KeyValuePair<int, Chosen>[] negatives =
            [.. choice._chosen.OrderBy(pair => pair.Value.Rank).ThenBy(pair => pair.Value.Stage).Take(options.Max - positives.Length)];
        return (
            [.. positives, .. negatives.Select(pair => pair.Key)],
            [.. Enumerable.Repeat(CandidateOrigin.Positive, positives.Length), .. negatives.Select(pair => pair.Value.Origins)]);
    }

    void Add(int stage, byte origin, List<int> kept, ulong query)
    {
        int hard = Math.Min(_options.Hard, kept.Count), left = kept.Count - hard, middle = Math.Min(_options.Middle, left);
        for (int rank = 0; rank < hard; rank++)
            Add(kept[rank], new Chosen(rank, stage, origin));
        // One from each of as many equal parts: candidates of all depths, and never the same twice.
        var random = new SplitMix64(TextHash.Mix(TextHash.Mix(_options.Seed, (ulong)stage), query));
        for (int i = 0; i < middle; i++)
        {
            int start = (int)((long)left * i / middle), end = (int)((long)left * (i + 1) / middle);
            int rank = hard + start + random.Below(end - start);
            Add(kept[rank], new Chosen(rank, stage, (byte)(origin | CandidateOrigin.Middle)));
        }
    }

    void Add(int document, Chosen chosen)
    {
        if (_chosen.TryGetValue(document, out Chosen known))
        {
            // It is of the middle only where every stage says so.
            byte middle = (byte)(known.Origins & chosen.Origins & CandidateOrigin.Middle);
            byte origins = (byte)(((known.Origins | chosen.Origins) & ~CandidateOrigin.Middle) | middle);
            chosen = chosen.Rank < known.Rank ? chosen with { Origins = origins } : known with { Origins = origins };
        }

        _chosen[document] = chosen;
    }

    readonly record struct Chosen(int Rank, int Stage, byte Origins);
}
