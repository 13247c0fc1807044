namespace Winnow.Models;

/// <summary>Sequences that lie end to end in one array, without padding between them.</summary>
/// <param name="Ids">The token ids of all sequences.</param>
/// <param name="TypeIds">The token types, one for each id.</param>
/// <param name="Offsets">The start of each sequence and, last, the number of tokens: one more entry than there are sequences.</param>
sealed record PackedBatch(int[] Ids, int[] TypeIds, int[] Offsets)
{
    /// <summary>Gets the number of sequences.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>Gets the number of tokens.</summary>
    public int Tokens => Offsets[^1];

    /// <summary>Gets the number of tokens of a sequence.</summary>
    public int Length(int sequence) => Offsets[sequence + 1] - Offsets[sequence];

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
