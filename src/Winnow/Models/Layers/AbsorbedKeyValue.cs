using Winnow.Kernels;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;
using Winnow.Models.Attention;

namespace Winnow.Models.Layers;

/// <summary>The key and value layers of a last layer of which only the first token's vector is wanted, without keys and values.</summary>
/// <remarks>
/// <para>One query q sees all tokens x, and each product may be taken in the other order, head by head:
/// <c>q (W x)^T = (q W) x^T</c> for the scores, and <c>sum of p_t (W x_t) = W (sum of p_t x_t)</c> for the values, where the weights p sum up to 1 and so leave the value's
/// bias as it is. The key's bias adds the same to every score, which the softmax takes away. A token then costs 2 H products for each head in place of 2 H² (with 12 heads of
/// 32: a 32nd), and a sequence 2 H² more. This is the "absorption" of DeepSeek-V2 (2024), for a single query.</para>
/// <para>All of it is float32, whatever the precision of the layers: it is too little work to be worth rounding. Every sum is one chain in the order of its terms, so that a result
/// does not depend on the batch. Positions must need nothing but the distance of query and key. Weights only; safe for concurrent use.</para>
/// </remarks>
sealed unsafe class AbsorbedKeyValue
{
    // The largest tile of any kernel: 8 rows of 48 columns.
    const int TileFloats = 8 * 48;

    readonly MatMulKernel _kernel;
    readonly int _size;
    readonly int _heads;
    readonly float* _keys;
    readonly float* _values;
    readonly float* _valueBias;

    /// <summary>Creates the layers, to be filled by <see cref="SetKeys"/> and <see cref="SetValues"/>.</summary>
    /// <param name="memory">Where the weights will lie.</param>
    /// <param name="kernel">The kernel of all products.</param>
    /// <param name="size">The width of a token's vector.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="valueBias">One addend for each element of a value, or empty for none.</param>
    public AbsorbedKeyValue(WeightMemory memory, MatMulKernel kernel, int size, int heads, ReadOnlySpan<float> valueBias)
    {
        (_kernel, _size, _heads) = (kernel, size, heads);
        Width = WholeVectors(size);
        long floats = (long)size * Width + AlignedBuffer.Slack;
        _keys = memory.Take(floats);
        _values = memory.Take(floats);
        _valueBias = memory.Take(size + AlignedBuffer.Slack);
        // Whole vectors are read at the edges; what they hold beyond the weights is thrown away, but must not be a slow number.
        new Span<float>(_keys, checked((int)floats)).Clear();
        new Span<float>(_values, checked((int)floats)).Clear();
        new Span<float>(_valueBias, size + AlignedBuffer.Slack).Clear();
        valueBias.CopyTo(new Span<float>(_valueBias, size));
    }

    /// <summary>Gets the floats from one head's absorbed query, or gathered vector, to the next: a vector's width in whole registers.</summary>
    public int Width { get; }

    /// <summary>Gets the floats of a sequence's absorbed queries, or gathered vectors.</summary>
    public int Stride => _heads * Width;

    int HeadSize => _size / _heads;

    /// <summary>Takes rows of the key's weights that lie one after the other.</summary>
    public void SetKeys(int firstRow, ReadOnlySpan<float> rows)
    {
        for (int row = 0; row * _size < rows.Length; row++)
            rows.Slice(row * _size, _size).CopyTo(new Span<float>(_keys + (long)(firstRow + row) * Width, _size));
    }

    /// <summary>Takes rows of the value's weights that lie one after the other.</summary>
    public void SetValues(int firstRow, ReadOnlySpan<float> rows)
    {
        fixed (float* source = rows)
            Transpose.Rows(source, _size, rows.Length / _size, _size, _values + firstRow, Width);
    }

    /// <summary>Computes <c>q W</c> of each head.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="stride">Floats from one query to the next.</param>
    /// <param name="rows">The number of queries.</param>
    /// <param name="absorbed">Receives <see cref="Stride"/> floats a query.</param>
    public void Absorb(float* queries, nint stride, int rows, float* absorbed)
    {
        int headSize = HeadSize;
        for (int head = 0; head < _heads; head++)
            Multiply(rows, _size, headSize, queries + head * headSize, stride, _keys + (long)head * headSize * Width, Width, absorbed + head * Width, Stride);
    }

    /// <summary>Gathers <c>sum of p_t x_t</c> for each head of one sequence.</summary>
    /// <param name="absorbed">The sequence's absorbed queries; becomes the sums.</param>
    /// <param name="states">The tokens' vectors.</param>
    /// <param name="length">Their number.</param>
    /// <param name="positions">What positions do to the scores.</param>
    /// <param name="scratch">The worker's memory.</param>
    public void Attend(float* absorbed, float* states, int length, PositionBias positions, AttentionScratch scratch)
    {
        int headWidth = WholeVectors(_heads), scoreStride = WholeVectors(length);
        float* columns = scratch.EnsureKeys(_size, headWidth, 1);
        float* products = scratch.EnsureBias((long)length * headWidth);
        float* scores = scratch.EnsureScores(_heads, scoreStride);
        if (headWidth > _heads)
            new Span<float>(columns, _size * headWidth).Clear();
        Transpose.Rows(absorbed, Width, _heads, _size, columns, headWidth);
        Multiply(length, _heads, _size, states, _size, columns, headWidth, products, headWidth);
        Transpose.Rows(products, headWidth, length, _heads, scores, scoreStride);
        for (int head = 0; head < _heads; head++)
        {
            var seen = new Span<float>(scores + (long)head * scoreStride, length);
            float max = positions.Apply(seen, 0, 0, FirstQuery(head, length), null);
            Products.Scale(seen, Softmax.Exponentials(seen, max));
        }

        Multiply(_heads, _size, length, scores, scoreStride, states, _size, absorbed, Width);
    }

    /// <summary>Computes <c>W (sum of p_t x_t) + bias</c> of each head, side by side.</summary>
    /// <param name="gathered">The sums, <see cref="Stride"/> floats a sequence.</param>
    /// <param name="rows">The number of sequences.</param>
    /// <param name="context">Receives a vector a sequence.</param>
    public void Project(float* gathered, int rows, float* context)
    {
        float* tile = stackalloc float[TileFloats];
        int headSize = HeadSize, width = _kernel.PanelColumns;
        for (int head = 0; head < _heads; head++)
        {
            for (int column = 0; column < headSize; column += width)
            {
                int columns = Math.Min(width, headSize - column), first = head * headSize + column;
                for (int row = 0; row < rows; row += _kernel.TileRows)
                {
                    int count = Math.Min(_kernel.TileRows, rows - row);
                    _kernel.Tile(count, columns, _size, gathered + (long)row * Stride + head * Width, Stride, _values + first, Width, _valueBias + first, tile, width);
                    for (int i = 0; i < count; i++)
                        new ReadOnlySpan<float>(tile + i * width, columns).CopyTo(new Span<float>(context + (long)(row + i) * _size + first, columns));
                }
            }
        }
    }

    // c = a b, in tiles; rows of c have room for whole vectors.
    void Multiply(int rows, int columns, int depth, float* a, nint aStride, float* b, nint bStride, float* c, nint cStride)
    {
        for (int column = 0; column < columns; column += _kernel.PanelColumns)
        {
            int count = Math.Min(_kernel.PanelColumns, columns - column);
            for (int row = 0; row < rows; row += _kernel.TileRows)
            {
                _kernel.Tile(
                    Math.Min(_kernel.TileRows, rows - row), count, depth, a + row * aStride, aStride, b + column, bStride, null, c + row * cStride + column, cStride);
            }
        }
    }

    AttentionHead FirstQuery(int head, int length) => new()
    {
        Head = head,
        HeadSize = HeadSize,
        Length = length,
        FirstQuery = 0,
        QueryCount = 1,
        Queries = null,
        Keys = null,
        Values = null,
        QueryStride = 0,
        KeyStride = 0,
        Context = null,
        ContextStride = 0,
    };

    int WholeVectors(int floats) => (floats + _kernel.VectorColumns - 1) / _kernel.VectorColumns * _kernel.VectorColumns;
}
