using Winnow.Models.Layers;

namespace Winnow.Models;

/// <summary>Where the tokens of a packed batch stand: in their sequences, and in the position table.</summary>
/// <remarks>Memory grows to the largest batch seen.</remarks>
sealed class TokenPositions
{
    int[] _tableRows = [];

    /// <summary>Gets each token's place in its sequence, from 0.</summary>
    public int[] Places { get; private set; } = [];

    /// <summary>Finds each token's place in its sequence.</summary>
    public void Find(PackedBatch batch)
    {
        if (Places.Length < batch.Tokens)
        {
            Places = new int[batch.Tokens];
            _tableRows = new int[batch.Tokens];
        }

        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            int start = batch.Offsets[sequence], length = batch.Length(sequence);
            for (int i = 0; i < length; i++)
                Places[start + i] = i;
        }
    }

    /// <summary>Finds each token's row of the position table. To be called after <see cref="Find"/>.</summary>
    public void FindTableRows(PackedBatch batch, Embedding embedding)
    {
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            int start = batch.Offsets[sequence], length = batch.Length(sequence);
            embedding.FindPositions(batch.Ids.AsSpan(start, length), _tableRows.AsSpan(start, length));
        }
    }

    /// <summary>Gets the rows of the position table of some tokens.</summary>
    public ReadOnlySpan<int> TableRows(int first, int count) => _tableRows.AsSpan(first, count);
}
