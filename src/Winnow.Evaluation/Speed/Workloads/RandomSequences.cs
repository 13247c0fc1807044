using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Evaluation.Speed.Workloads;

/// <summary>Sequences of random token ids, for passes that begin behind the tokenizer.</summary>
static class RandomSequences
{
    /// <summary>Creates sequences, the same at every call.</summary>
    /// <param name="lengths">The tokens of each.</param>
    /// <param name="vocabulary">The number of token ids. The lower half, where special tokens lie, is not used.</param>
    public static Encoding[] Create(IReadOnlyList<int> lengths, int vocabulary)
    {
        var random = new Random(1);
        var sequences = new Encoding[lengths.Count];
        for (int i = 0; i < sequences.Length; i++)
        {
            int[] ids = new int[lengths[i]];
            foreach (ref int id in ids.AsSpan())
                id = random.Next(vocabulary / 2, vocabulary);
            sequences[i] = new Encoding(ids, new int[ids.Length]);
        }

        return sequences;
    }
}
