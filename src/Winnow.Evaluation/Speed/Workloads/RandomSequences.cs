using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Evaluation.Speed.Workloads;

/// <summary>Sequences of random token ids, for passes that begin behind the tokenizer.</summary>
static class RandomSequences
{
    // A short question with its special tokens and a prompt.
    const int SegmentedQueryTokens = 12;

    /// <summary>Creates sequences, the same at every call.</summary>
    /// <param name="lengths">The tokens of each.</param>
    /// <param name="vocabulary">The number of token ids. The lower half, where special tokens lie, is not used.</param>
    /// <param name="segmented">Whether the first tokens, up to half of them, are a query of its own type, as models with an interaction head read it.</param>
    public static Encoding[] Create(IReadOnlyList<int> lengths, int vocabulary, bool segmented = false)
    {
        var random = new Random(1);
        var sequences = new Encoding[lengths.Count];
        for (int i = 0; i < sequences.Length; i++)
        {
            int[] ids = new int[lengths[i]];
            foreach (ref int id in ids.AsSpan())
                id = random.Next(vocabulary / 2, vocabulary);
            int[] types = new int[ids.Length];
            if (segmented)
                types.AsSpan(QueryLength(ids.Length)).Fill(1);
            sequences[i] = new Encoding(ids, types);
        }

        return sequences;
    }

    /// <summary>Gets the query's tokens of a sequence of two segments.</summary>
    public static int QueryLength(int length) => Math.Clamp(length / 2, 1, SegmentedQueryTokens);
}
