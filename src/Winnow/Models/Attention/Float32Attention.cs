using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;

namespace Winnow.Models.Attention;

/// <summary>Attention in float32.</summary>
/// <remarks>
/// Keys are turned once a block, so that the products of 8 queries with 48 keys run through the same kernel as the weights. Scores of 8 queries exist at a
/// time: the memory is linear in the length. Sums run over the keys in their order, whatever the block, so that a result does not depend on the cutting.
/// </remarks>
sealed unsafe class Float32Attention(MatMulKernel kernel) : SelfAttention
{
    public override void Run(in AttentionHead head, PositionBias positions, AttentionScratch scratch)
    {
        int width = kernel.PanelColumns;
        (int firstKey, _) = positions.Window(head.FirstQuery, head.Length);
        (_, int endKey) = positions.Window(head.FirstQuery + head.QueryCount - 1, head.Length);
        float* panels = scratch.EnsureKeys(endKey - firstKey, head.HeadSize, width);
        for (int key = firstKey; key < endKey; key += width)
        {
            float* panel = panels + (long)(key - firstKey) * head.HeadSize;
            int keys = Math.Min(width, endKey - key);
            if (keys < width)
                new Span<float>(panel, width * head.HeadSize).Clear();
            Transpose.Rows(head.Keys + key * head.KeyStride, head.KeyStride, keys, head.HeadSize, panel, width);
        }

        float* bias = scratch.EnsureBias(positions.ScratchFloats(head.QueryCount, head.Length));
        positions.Prepare(head, bias);
        int stride = (endKey - firstKey + width - 1) / width * width;
        float* scores = scratch.EnsureScores(kernel.TileRows, stride);
        float* sums = stackalloc float[kernel.TileRows];
        for (int query = 0; query < head.QueryCount; query += kernel.TileRows)
        {
            int rows = Math.Min(kernel.TileRows, head.QueryCount - query);
            // The keys that any of these queries sees, from the start of their panel on.
            (int first, _) = positions.Window(head.FirstQuery + query, head.Length);
            (_, int end) = positions.Window(head.FirstQuery + query + rows - 1, head.Length);
            first -= (first - firstKey) % width;
            for (int key = first; key < end; key += width)
            {
                kernel.Tile(
                    rows, width, head.HeadSize, head.Queries + query * head.QueryStride, head.QueryStride, panels + (long)(key - firstKey) * head.HeadSize, width, null,
                    scores + (key - first), stride);
            }

            for (int row = 0; row < rows; row++)
            {
                int position = head.FirstQuery + query + row;
                (int rowFirst, int rowEnd) = positions.Window(position, head.Length);
                var seen = new Span<float>(scores + row * (nint)stride + (rowFirst - first), rowEnd - rowFirst);
                float max = positions.Apply(seen, position, rowFirst, head, bias);
                sums[row] = Softmax.Exponentials(seen, max);
                new Span<float>(scores + row * (nint)stride, rowFirst - first).Clear();
                new Span<float>(scores + row * (nint)stride + (rowEnd - first), end - rowEnd).Clear();
            }

            Gather(head, rows, end - first, scores, stride, head.Values + first * head.KeyStride, head.Context + query * head.ContextStride, sums);
        }
    }

    // context = weights V / sum
    void Gather(in AttentionHead head, int rows, int keys, float* weights, int stride, float* values, float* context, float* sums)
    {
        float* tile = stackalloc float[kernel.TileRows * kernel.PanelColumns];
        for (int column = 0; column < head.HeadSize; column += kernel.PanelColumns)
        {
            int columns = Math.Min(kernel.PanelColumns, head.HeadSize - column);
            kernel.Tile(rows, columns, keys, weights, stride, values + column, head.KeyStride, null, tile, kernel.PanelColumns);
            for (int row = 0; row < rows; row++)
            {
                var result = new Span<float>(context + row * head.ContextStride + column, columns);
                new ReadOnlySpan<float>(tile + row * kernel.PanelColumns, columns).CopyTo(result);
                Products.Scale(result, sums[row]);
            }
        }
    }
}
