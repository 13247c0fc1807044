using Winnow.Kernels.Elementwise;
using Winnow.Weights;

namespace Winnow.Models.Layers;

/// <summary>The input of the first layer: a token's vector, plus that of its position and of its type where the model has them, normalised.</summary>
/// <remarks>
/// Token vectors are read from the mapped file row by row and widened as they are used: most rows of a vocabulary are never asked for, and a copy in float32
/// would be the largest thing in memory.
/// </remarks>
sealed unsafe class Embedding
{
    readonly TensorRows _words;
    readonly float[]? _positions;
    readonly float[]? _types;
    readonly LayerNorm _norm;
    readonly int _size;
    readonly int? _paddingId;

    /// <summary>Creates the embedding.</summary>
    /// <param name="words">The token table, whose file must stay open.</param>
    /// <param name="positions">The position table, a row after the other, or null.</param>
    /// <param name="types">The type table, a row after the other, or null. RoBERTa uses its first row for every token.</param>
    /// <param name="norm">The norm of the sum.</param>
    /// <param name="size">The width of a row.</param>
    /// <param name="paddingId">For RoBERTa the id of the padding token, whose positions count from it; null where positions count from 0.</param>
    public Embedding(TensorRows words, float[]? positions, float[]? types, LayerNorm norm, int size, int? paddingId = null)
    {
        _words = words;
        _positions = positions;
        _types = types;
        _norm = norm;
        _size = size;
        _paddingId = paddingId;
    }

    /// <summary>Gets the number of token types, or null for a model that takes no notice of them.</summary>
    public int? TypeCount => _paddingId is not null || _types is null ? null : _types.Length / _size;

    /// <summary>Finds for each token the row of the position table.</summary>
    /// <remarks>
    /// RoBERTa numbers its tokens from padding id + 1; the padding token itself, which a text may contain literally, has the row of its own id and is not counted.
    /// </remarks>
    public void FindPositions(ReadOnlySpan<int> ids, Span<int> rows)
    {
        int count = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            if (_paddingId is not { } padding)
                rows[i] = i;
            else if (ids[i] == padding)
                rows[i] = padding;
            else
                rows[i] = padding + ++count;
        }
    }

    /// <summary>Computes rows.</summary>
    /// <param name="ids">The token ids.</param>
    /// <param name="types">The token types.</param>
    /// <param name="positions">The rows of the position table.</param>
    /// <param name="target">The results.</param>
    public void Apply(ReadOnlySpan<int> ids, ReadOnlySpan<int> types, ReadOnlySpan<int> positions, float* target)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            var row = new Span<float>(target + (long)i * _size, _size);
            _words.Read(ids[i], 1, row);
            if (_positions is not null)
                Products.Add(row, _positions.AsSpan(positions[i] * _size, _size));
            if (_types is not null)
                Products.Add(row, _types.AsSpan(TypeCount is null ? 0 : types[i] * _size, _size));
        }

        _norm.Apply(target, target, ids.Length);
    }
}
