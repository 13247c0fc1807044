using System.Runtime.CompilerServices;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.Int16;

namespace Winnow.Models.Attention;

/// <summary>Attention with 16-bit integers on both sides of both products, and an online softmax between them.</summary>
/// <remarks>
/// <para>Queries are quantized with a scale each, keys with one for all, values with one a column, and the weights of the softmax are 0..8191. Bytes would be twice as fast in the
/// products alone; but a sum of a thousand weights under 1/510 of the largest, which attention to a separator brings about, would vanish in them.</para>
/// <para>A tile of queries passes over the keys in blocks; its sums are rescaled when a block brings a larger score (Milakov and Gimelshein, "Online normalizer
/// calculation for softmax", 2018). The scores of a tile with one block exist at a time. How keys are cut depends on the sequence's length alone, and integers
/// add up in any order. Scales of keys and values are those of all keys that a piece sees: without a window all keys, with one those of the piece's queries.</para>
/// </remarks>
sealed unsafe class Int16Attention(Int16Kernel kernel) : SelfAttention
{
    /// <summary>The largest head: beyond, queries and keys would have less than 10 bits.</summary>
    public const int MaxHeadSize = 2048;

    // Whole panels of all kernels. Most sequences fit one block, which needs no rescaling.
    const int MaxKeyBlock = 528;

    // MaxKeyBlock * LargestValue * Softmax.LargestWeight fits int32.
    const int LargestValue = 495;

    // Room for the whole vectors that the softmax writes.
    const int ScoreStride = MaxKeyBlock + 16;

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

        scratch.EnsureTile(kernel.TileRows, ScoreStride, head.HeadSize);
        float* bias = scratch.EnsureBias(positions.ScratchFloats(head.QueryCount, head.Length));
        positions.Prepare(head, bias);
        for (int query = 0; query < head.QueryCount; query += kernel.TileRows)
            Attend(head, query, Math.Min(kernel.TileRows, head.QueryCount - query), firstKey, keyBlock, positions, bias, scratch);
    }

    // Blocks of about the same size, in whole panels.
    static int KeyBlock(int length)
    {
        int blocks = (length + MaxKeyBlock - 1) / MaxKeyBlock;
        int size = (length + blocks - 1) / blocks;
        return (size + Int16Kernel.MaxPanelColumns - 1) / Int16Kernel.MaxPanelColumns * Int16Kernel.MaxPanelColumns;
    }

    [SkipLocalsInit]
    void Attend(
        in AttentionHead head, int query, int rows, int firstKey, int keyBlock, PositionBias positions, float* bias, AttentionScratch scratch)
    {
        RunningSoftmax softmax;
        int position = head.FirstQuery + query;
        float* context = head.Context + query * head.ContextStride;
        (int first, int firstEnd) = positions.Window(position, head.Length);
        (int last, int end) = positions.Window(position + rows - 1, head.Length);
        bool sameForAll = last == first && firstEnd == end;
        int start = first - first % keyBlock;
        // Asked of the sequence, not of what this tile sees: the two ways round differently, and tiles are cut differently by each kernel.
        bool isSingle = head.Length <= keyBlock;
        for (int block = start; block < end; block += keyBlock)
        {
            int keys = Math.Min(keyBlock, end - block);
            Score(scratch, query, rows, block - firstKey, keys);
            if (sameForAll)
            {
                int skipped = Math.Max(first - block, 0);
                Weigh(head, position, 0, rows, block, skipped, keys - skipped, keys, block == start, positions, bias, scratch, &softmax);
            }
            else
            {
                for (int row = 0; row < rows; row++)
                {
                    (int rowFirst, int rowEnd) = positions.Window(position + row, head.Length);
                    int skipped = Math.Clamp(rowFirst - block, 0, keys), seen = Math.Clamp(rowEnd - block, skipped, keys) - skipped;
                    Weigh(head, position, row, 1, block, skipped, seen, keys, block == start, positions, bias, scratch, &softmax);
                }
            }

            int firstGroup = (block - firstKey) / Int16Kernel.GroupSize;
            if (isSingle)
            {
                for (int row = 0; row < rows; row++)
                    softmax.Factors[row] = 1 / softmax.Sums[row];
                Gather(scratch, rows, firstGroup, keys, head.HeadSize, softmax.Factors, context, head.ContextStride);
            }
            else if (block == start)
            {
                Gather(scratch, rows, firstGroup, keys, head.HeadSize, scratch.Ones, context, head.ContextStride);
            }
            else
            {
                Gather(scratch, rows, firstGroup, keys, head.HeadSize, scratch.Ones, scratch.Part, head.HeadSize);
                for (int row = 0; row < rows; row++)
                {
                    var result = new Span<float>(context + row * head.ContextStride, head.HeadSize);
                    Products.ScaleAndAdd(result, softmax.Factors[row], new ReadOnlySpan<float>(scratch.Part + row * head.HeadSize, head.HeadSize));
                }
            }
        }

        for (int row = 0; row < rows && !isSingle; row++)
            Products.Scale(new Span<float>(context + row * head.ContextStride, head.HeadSize), 1 / softmax.Sums[row]);
    }

    // Turns the products of some queries with a block of keys, of which all of these queries see the same part, into weights.
    [SkipLocalsInit]
    static void Weigh(
        in AttentionHead head, int position, int row, int rows, int block, int skipped, int seen, int keys, bool isFirst, PositionBias positions,
        float* bias, AttentionScratch scratch, RunningSoftmax* softmax)
    {
        float* maxima = stackalloc float[Int16Kernel.MaxTileRows], sums = stackalloc float[Int16Kernel.MaxTileRows];
        if (seen < keys)
            new Span<short>(scratch.Weights + row * ScoreStride, rows * ScoreStride).Clear();
        if (isFirst)
            softmax->Begin(row, rows);
        if (seen == 0)
        {
            softmax->KeepAll(row, rows);
            return;
        }

        float* scores = scratch.Scores + row * ScoreStride + skipped;
        positions.Apply(scores, ScoreStride, rows, seen, position + row, block + skipped, head, bias, maxima);
        softmax->RaiseMaxima(row, rows, maxima);
        Softmax.Weights(scores, ScoreStride, rows, seen, softmax->Maxima + row, scratch.Weights + row * ScoreStride + skipped, sums);
        softmax->AddSums(row, rows, sums);
    }

    // scores = Q K^T
    [SkipLocalsInit]
    void Score(AttentionScratch scratch, int query, int rows, int firstKey, int keys)
    {
        DotTile tile;
        tile.A = (byte*)scratch.Queries.Row(query);
        tile.AStride = scratch.Queries.Stride;
        tile.RowScales = scratch.Queries.Scale(query);
        tile.Groups = scratch.Queries.Stride / sizeof(int);
        tile.Starts = (int*)scratch.Zeros;
        tile.Scales = scratch.Keys.Scales(0);
        tile.Biases = scratch.Zeros;
        tile.CStride = ScoreStride;
        for (int key = 0; key < keys; key += kernel.PanelColumns)
        {
            tile.B = scratch.Keys.Group((firstKey + key) / kernel.PanelColumns, 0);
            tile.C = scratch.Scores + key;
            kernel.Tile(rows, Math.Min(kernel.PanelColumns, keys - key), &tile);
        }
    }

    // target = rowScales * (weights V)
    [SkipLocalsInit]
    void Gather(AttentionScratch scratch, int rows, int firstGroup, int keys, int headSize, float* rowScales, float* target, nint targetStride)
    {
        float* buffer = stackalloc float[Int16Kernel.MaxTileRows * Int16Kernel.MaxPanelColumns];
        DotTile tile;
        tile.A = (byte*)scratch.Weights;
        tile.AStride = ScoreStride * sizeof(short);
        tile.RowScales = rowScales;
        tile.Groups = (keys + 1) / Int16Kernel.GroupSize;
        tile.Starts = (int*)scratch.Zeros;
        tile.Biases = scratch.Zeros;
        for (int column = 0; column < headSize; column += kernel.PanelColumns)
        {
            int columns = Math.Min(kernel.PanelColumns, headSize - column);
            tile.B = scratch.Values.Group(column / kernel.PanelColumns, firstGroup);
            tile.Scales = scratch.Values.Scales(column);
            // A kernel writes whole vectors: only where these fit may it write straight to the result.
            bool direct = columns % kernel.VectorColumns == 0;
            tile.C = direct ? target + column : buffer;
            tile.CStride = direct ? targetStride : kernel.PanelColumns;
            kernel.Tile(rows, columns, &tile);
            for (int row = 0; row < rows && !direct; row++)
                new ReadOnlySpan<float>(buffer + row * kernel.PanelColumns, columns).CopyTo(new Span<float>(target + row * targetStride + column, columns));
        }
    }
}
