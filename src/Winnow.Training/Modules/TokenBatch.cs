using static TorchSharp.torch;

namespace Winnow.Training.Modules;

/// <summary>Sequences of tokens as one padded table.</summary>
/// <remarks>Lengths are padded to a multiple of 8, which the fast attention of GPUs asks for.</remarks>
sealed class TokenBatch
{
    TokenBatch(Tensor ids, Tensor types, Tensor mask, Tensor places) => (Ids, Types, Mask, Places) = (ids, types, mask, places);

    /// <summary>Gets the token ids, int64 [sequences, length].</summary>
    public Tensor Ids { get; }

    /// <summary>Gets the token types, int64 [sequences, length].</summary>
    public Tensor Types { get; }

    /// <summary>Gets 1 for tokens and 0 for padding, float32 [sequences, length].</summary>
    public Tensor Mask { get; }

    /// <summary>Gets where tokens are in the table, row by row, int64 [tokens].</summary>
    /// <remarks>From the host's arrays: asking the device for it would wait for all that it still computes.</remarks>
    public Tensor Places { get; }

    /// <summary>Gets the length with padding.</summary>
    public long Length => Ids.shape[1];

    /// <summary>Gives the mean over each sequence's own tokens, [sequences, width].</summary>
    /// <param name="states">A vector a token, [sequences, length, width].</param>
    /// <param name="mask">1 for tokens and 0 for padding, [sequences, length].</param>
    public static Tensor Mean(Tensor states, Tensor mask) => (states * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim: true);

    /// <summary>Makes a table. Its tensors belong to the current dispose scope.</summary>
    /// <param name="sequences">The ids of each sequence, special tokens included.</param>
    /// <param name="types">The types of each sequence, or null for <paramref name="type"/> throughout.</param>
    /// <param name="type">The type of all tokens where <paramref name="types"/> is null.</param>
    /// <param name="device">Where to put it.</param>
    public static TokenBatch Create(IReadOnlyList<int[]> sequences, IReadOnlyList<int[]>? types, int type, Device device)
    {
        int length = (sequences.Max(sequence => sequence.Length) + 7) / 8 * 8;
        var ids = new long[sequences.Count * length];
        var kinds = new long[ids.Length];
        var mask = new float[ids.Length];
        List<long> places = [];
        for (int row = 0; row < sequences.Count; row++)
        {
            int[] sequence = sequences[row];
            for (int i = 0; i < sequence.Length; i++)
            {
                ids[(row * length) + i] = sequence[i];
                kinds[(row * length) + i] = types is null ? type : types[row][i];
                mask[(row * length) + i] = 1;
                places.Add((row * length) + i);
            }
        }

        long[] shape = [sequences.Count, length];
        return new TokenBatch(tensor(ids, shape, device: device), tensor(kinds, shape, device: device), tensor(mask, shape, device: device), tensor(places.ToArray(), device: device));
    }
}
