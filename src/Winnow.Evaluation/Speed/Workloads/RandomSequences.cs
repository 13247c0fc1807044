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
    /// <param name="segmented">Whether the first tokens, up to half of them, are a query of its own type, as models with an interaction head read it: one query before all documents, as a call has it.</param>
    /// <param name="call">Which call: each has its own query before the same documents.</param>
    public static Encoding[] Create(IReadOnlyList<int> lengths, int vocabulary, bool segmented = false, int call = 0)
    {
        var random = new Random(1);
        int[] query = Ids(new Random(2 + call), SegmentedQueryTokens, vocabulary);
        var sequences = new Encoding[lengths.Count];
        for (int i = 0; i < sequences.Length; i++)
        {
            int[] ids = Ids(random, lengths[i], vocabulary), types = new int[ids.Length];
            if (segmented)
            {
                int own = QueryLength(ids.Length);
                query.AsSpan(0, own).CopyTo(ids);
                types.AsSpan(own).Fill(1);
            }

            sequences[i] = new Encoding(ids, types);
        }

        return sequences;
    }

    /// <summary>Creates two calls with other queries before the same documents. To be run in turn: an engine that keeps what it made of the last query has to compute each anew, as for its users.</summary>
    public static Encoding[][] CreateCalls(IReadOnlyList<int> lengths, int vocabulary, bool segmented) =>
        [Create(lengths, vocabulary, segmented), Create(lengths, vocabulary, segmented, call: 1)];

    /// <summary>Gets the query's tokens of a sequence of two segments.</summary>
    public static int QueryLength(int length) => Math.Clamp(length / 2, 1, SegmentedQueryTokens);

    static int[] Ids(Random random, int count, int vocabulary)
    {
        int[] ids = new int[count];
        foreach (ref int id in ids.AsSpan())
            id = random.Next(vocabulary / 2, vocabulary);
        return ids;
    }
}
