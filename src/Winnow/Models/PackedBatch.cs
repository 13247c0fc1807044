namespace Winnow.Models;

/// <summary>Sequences that lie end to end in one array, without padding between them.</summary>
/// <param name="Ids">The token ids of all sequences.</param>
/// <param name="TypeIds">The token types, one for each id.</param>
/// <param name="Offsets">The start of each sequence and, last, the number of tokens: one more entry than there are sequences.</param>
sealed record PackedBatch(int[] Ids, int[] TypeIds, int[] Offsets)
{
    /// <summary>
    /// Gets the start of each segment and, last, the number of tokens. In a batch of pairs with an interaction head a sequence is two segments, the query and the document;
    /// in all others a sequence is its only segment.
    /// </summary>
    public int[] Segments { get; init; } = Offsets;

    /// <summary>Gets the number of sequences.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>Gets the number of tokens.</summary>
    public int Tokens => Offsets[^1];

    /// <summary>Gets the number of tokens of a sequence.</summary>
    public int Length(int sequence) => Offsets[sequence + 1] - Offsets[sequence];

    /// <summary>Gets the place within a sequence where its second segment begins; the sequence's length where there is none.</summary>
    public int Border(int sequence) => ReferenceEquals(Segments, Offsets) ? Length(sequence) : Segments[2 * sequence + 1] - Offsets[sequence];

    /// <summary>Gets the token ids of a segment.</summary>
    public ReadOnlySpan<int> SegmentIds(int segment) => Ids.AsSpan(Segments[segment]..Segments[segment + 1]);

    /// <summary>Takes pairs apart: their documents in order, and behind them queries.</summary>
    /// <param name="queries">The tokens of each query.</param>
    /// <returns>The batch of these, each a sequence of its own.</returns>
    public PackedBatch Apart(IReadOnlyList<int[]> queries)
    {
        var offsets = new int[Count + queries.Count + 1];
        for (int pair = 0; pair < Count; pair++)
            offsets[pair + 1] = offsets[pair] + SegmentIds(2 * pair + 1).Length;
        for (int i = 0; i < queries.Count; i++)
            offsets[Count + i + 1] = offsets[Count + i] + queries[i].Length;
        var ids = new int[offsets[^1]];
        for (int pair = 0; pair < Count; pair++)
            SegmentIds(2 * pair + 1).CopyTo(ids.AsSpan(offsets[pair]));
        for (int i = 0; i < queries.Count; i++)
            queries[i].CopyTo(ids, offsets[Count + i]);
        // A document's tokens are of type 1, a query's of type 0.
        var types = new int[ids.Length];
        types.AsSpan(0, offsets[Count]).Fill(1);
        return new PackedBatch(ids, types, offsets);
    }

    /// <summary>Finds segments by the types of their tokens, 0 in the first and 1 in the second of each sequence.</summary>
    public static int[] FindSegments(ReadOnlySpan<int> typeIds, ReadOnlySpan<int> offsets)
    {
        var segments = new int[2 * offsets.Length - 1];
        for (int sequence = 0; sequence + 1 < offsets.Length; sequence++)
        {
            (int start, int end) = (offsets[sequence], offsets[sequence + 1]);
            int second = typeIds[start..end].IndexOf(1);
            segments[2 * sequence] = start;
            segments[2 * sequence + 1] = second < 0 ? end : start + second;
        }

        segments[^1] = offsets[^1];
        return segments;
    }

    /// <summary>Gets the number of tokens of the longest sequence.</summary>
    public int MaxLength
    {
        get
        {
            int longest = 0;
            for (int sequence = 0; sequence < Count; sequence++)
                longest = Math.Max(longest, Length(sequence));
            return longest;
        }
    }
}
