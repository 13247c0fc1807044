using Winnow.Kernels.Int16;

namespace Winnow.Models.Attention;

/// <summary>Attention with 16-bit integers on both sides of both products, and an online softmax between them.</summary>
/// <remarks>
/// <para>Queries are quantized with a scale each, keys with one for all, values with one a column, and the weights of the softmax are 0..8191. Bytes would be twice as fast in the
/// products alone; but a sum of a thousand weights under 1/510 of the largest, which attention to a separator brings about, would vanish in them.</para>
/// <para>A tile of queries passes over the keys in blocks; its sums are rescaled when a block brings a larger score (Milakov and Gimelshein, "Online normalizer
/// calculation for softmax", 2018). The scores of a tile with one block exist at a time. How keys are cut depends on the sequence's length alone, and integers
/// add up in any order. Scales of keys and values are those of all keys that a piece sees: without a window all keys, with one those of the piece's queries.</para>
/// <para>Where scores fade with the distance, keys too far to have a weight are left out (<see cref="KeyReach"/>).</para>
/// </remarks>
sealed unsafe class Int16Attention(Int16Kernel kernel) : SelfAttention
{
    /// <summary>The largest head: beyond, queries and keys would have less than 10 bits.</summary>
    public const int MaxHeadSize = 2048;

    // MaxKeyBlock * LargestValue * Softmax.LargestWeight fits int32.
    const int LargestValue = 495;

    public override void Run(in AttentionHead head, PositionBias positions, AttentionScratch scratch)
    {
        int keyBlock = KeyBlock(head.Length);
        (int firstKey, _) = positions.Window(head.FirstQuery, head.Length);
        (_, int endKey) = positions.Window(head.FirstQuery + head.QueryCount - 1, head.Length);
        firstKey -= firstKey % keyBlock;
        bool finite = scratch.Queries.Quantize(head.Queries, head.QueryStride, head.QueryCount, head.HeadSize);
        finite &= scratch.Keys.SetColumns(kernel, head.Keys + firstKey * head.KeyStride, head.KeyStride, endKey - firstKey, head.HeadSize);
        finite &= scratch.Values.SetRows(kernel, head.Values + firstKey * head.KeyStride, head.KeyStride, endKey - firstKey, head.HeadSize, LargestValue);
        // Integers know no NaN: what is not finite must not become a number here.
        if (!finite)
        {
            for (int query = 0; query < head.QueryCount; query++)
                new Span<float>(head.Context + query * head.ContextStride, head.HeadSize).Fill(float.NaN);
            return;
        }

        bool isLimited = KeyReach.IsLimited(positions, head);
        if (isLimited)
        {
            scratch.Queries.FindNorms();
            scratch.Keys.FindLongestColumn();
        }

        scratch.EnsureTile(kernel.TileRows, Int16AttentionTile.ScoreStride, head.HeadSize);
        float* bias = scratch.EnsureBias(positions.ScratchFloats(head.QueryCount, head.Length));
        positions.Prepare(head, bias);
        for (int query = 0, rows; query < head.QueryCount; query += rows)
        {
            // All queries of a tile lie in one block, the first that they see.
            int left = keyBlock - (head.FirstQuery + query) % keyBlock;
            rows = Math.Min(Math.Min(kernel.TileRows, left), head.QueryCount - query);
            var tile = new Int16AttentionTile(kernel, in head, positions, bias, scratch) { Query = query, Rows = rows, FirstKey = firstKey, KeyBlock = keyBlock, IsLimited = isLimited };
            tile.Run();
        }
    }

    // Blocks of about the same size, in whole panels.
    static int KeyBlock(int length)
    {
        int blocks = (length + Int16AttentionTile.MaxKeyBlock - 1) / Int16AttentionTile.MaxKeyBlock;
        int size = (length + blocks - 1) / blocks;
        return (size + Int16Kernel.MaxPanelColumns - 1) / Int16Kernel.MaxPanelColumns * Int16Kernel.MaxPanelColumns;
    }
}
