using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;

namespace Winnow.Models.Attention;

/// <summary>Some queries of one sequence, for one head: <c>context = softmax(scores) V</c>.</summary>
/// <remarks>
/// Keys are turned once a block, so that the products of 8 queries with 48 keys run through the same kernel as the weights. Scores of 8 queries exist at a
/// time: the memory is linear in the length. Sums run over the keys in their order, whatever the block, so that a result does not depend on the cutting.
/// </remarks>
readonly unsafe struct AttentionHead
{
    /// <summary>Queries in one piece of work.</summary>
    public const int QueryBlock = 256;

    /// <summary>Gets the head's number.</summary>
    public required int Head { get; init; }

    /// <summary>Gets the number of elements of a head.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Gets the sequence's number of tokens.</summary>
    public required int Length { get; init; }

    /// <summary>Gets the position of the first query.</summary>
    public required int FirstQuery { get; init; }

    /// <summary>Gets the number of queries.</summary>
    public required int QueryCount { get; init; }

    /// <summary>Gets the first query's elements of this head.</summary>
    public required float* Queries { get; init; }

    /// <summary>Gets the elements of this head of the sequence's first key.</summary>
    public required float* Keys { get; init; }

    /// <summary>Gets the elements of this head of the sequence's first value.</summary>
    public required float* Values { get; init; }

    /// <summary>Gets the floats from one query to the next.</summary>
    public required nint QueryStride { get; init; }

    /// <summary>Gets the floats from one key, or value, to the next.</summary>
    public required nint KeyStride { get; init; }

    /// <summary>Gets the place of the first query's result.</summary>
    public required float* Context { get; init; }

    /// <summary>Gets the floats from one result to the next.</summary>
    public required nint ContextStride { get; init; }

    /// <summary>Computes the block.</summary>
    public void Run(MatMulKernel kernel, PositionBias positions, AttentionScratch scratch)
    {
        int width = kernel.PanelColumns;
        (int firstKey, _) = positions.Window(FirstQuery, Length);
        (_, int endKey) = positions.Window(FirstQuery + QueryCount - 1, Length);
        float* panels = scratch.EnsureKeys(endKey - firstKey, HeadSize, width);
        for (int key = firstKey; key < endKey; key += width)
        {
            float* panel = panels + (long)(key - firstKey) * HeadSize;
            int keys = Math.Min(width, endKey - key);
            if (keys < width)
                new Span<float>(panel, width * HeadSize).Clear();
            Transpose.Rows(Keys + key * KeyStride, KeyStride, keys, HeadSize, panel, width);
        }

        float* bias = scratch.EnsureBias(positions.ScratchFloats(QueryCount, Length));
        positions.Prepare(this, bias);
        int stride = (endKey - firstKey + width - 1) / width * width;
        float* scores = scratch.EnsureScores(kernel.TileRows, stride);
        float* sums = stackalloc float[kernel.TileRows];
        for (int query = 0; query < QueryCount; query += kernel.TileRows)
        {
            int rows = Math.Min(kernel.TileRows, QueryCount - query);
            // The keys that any of these queries sees, from the start of their panel on.
            (int first, _) = positions.Window(FirstQuery + query, Length);
            (_, int end) = positions.Window(FirstQuery + query + rows - 1, Length);
            first -= (first - firstKey) % width;
            for (int key = first; key < end; key += width)
            {
                kernel.Tile(
                    rows, width, HeadSize, Queries + query * QueryStride, QueryStride, panels + (long)(key - firstKey) * HeadSize, width, null,
                    scores + (key - first), stride);
            }

            for (int row = 0; row < rows; row++)
            {
                int position = FirstQuery + query + row;
                (int rowFirst, int rowEnd) = positions.Window(position, Length);
                var seen = new Span<float>(scores + row * (nint)stride + (rowFirst - first), rowEnd - rowFirst);
                positions.Apply(seen, position, rowFirst, this, bias);
                sums[row] = Softmax.Exponentials(seen);
                new Span<float>(scores + row * (nint)stride, rowFirst - first).Clear();
                new Span<float>(scores + row * (nint)stride + (rowEnd - first), end - rowEnd).Clear();
            }

            Gather(kernel, rows, end - first, scores, stride, Values + first * KeyStride, Context + query * ContextStride, sums);
        }
    }

    // context = weights V / sum
    void Gather(MatMulKernel kernel, int rows, int keys, float* weights, int stride, float* values, float* context, float* sums)
    {
        float* tile = stackalloc float[kernel.TileRows * kernel.PanelColumns];
        for (int column = 0; column < HeadSize; column += kernel.PanelColumns)
        {
            int columns = Math.Min(kernel.PanelColumns, HeadSize - column);
            kernel.Tile(rows, columns, keys, weights, stride, values + column, KeyStride, null, tile, kernel.PanelColumns);
            for (int row = 0; row < rows; row++)
            {
                var result = new Span<float>(context + row * ContextStride + column, columns);
                new ReadOnlySpan<float>(tile + row * kernel.PanelColumns, columns).CopyTo(result);
                Products.Scale(result, sums[row]);
            }
        }
    }
}
