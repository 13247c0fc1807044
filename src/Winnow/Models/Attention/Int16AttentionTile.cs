using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.Int16;

namespace Winnow.Models.Attention;

/// <summary>A tile of queries of <see cref="Int16Attention"/>, on its way over the blocks of keys.</summary>
/// <param name="kernel">The kernel of both products.</param>
/// <param name="head">The piece of which the tile is a part.</param>
/// <param name="positions">What positions do to the scores.</param>
/// <param name="bias">What <see cref="PositionBias.Prepare"/> wrote.</param>
/// <param name="scratch">The worker's memory, with the piece's queries, keys and values as integers.</param>
unsafe ref struct Int16AttentionTile(Int16Kernel kernel, ref readonly AttentionHead head, PositionBias positions, float* bias, AttentionScratch scratch)
{
    /// <summary>The keys of the largest block: whole panels of all kernels. Most sequences fit one block, which needs no rescaling.</summary>
    public const int MaxKeyBlock = 528;

    /// <summary>Elements from a query's scores, or weights, to the next one's: room for the whole vectors that the softmax writes.</summary>
    public const int ScoreStride = MaxKeyBlock + 16;

    // Whole vectors of all kernels, and whole groups.
    const int Step = 16;

    readonly ref readonly AttentionHead _head = ref head;

    /// <summary>Gets the place of the first query in the piece.</summary>
    public required int Query { get; init; }

    /// <summary>Gets the number of queries.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets the key with which the integers begin.</summary>
    public required int FirstKey { get; init; }

    /// <summary>Gets the number of keys of a block.</summary>
    public required int KeyBlock { get; init; }

    /// <summary>Gets whether only near keys matter, because scores fade.</summary>
    public required bool IsLimited { get; init; }

    readonly int Position => _head.FirstQuery + Query;

    readonly float* Context => _head.Context + Query * _head.ContextStride;

    /// <summary>Computes the results of the tile.</summary>
    [SkipLocalsInit]
    public readonly void Run()
    {
        RunningSoftmax softmax;
        softmax.Begin(0, Rows);
        (int first, int firstEnd) = positions.Window(Position, _head.Length);
        (int last, int end) = positions.Window(Position + Rows - 1, _head.Length);
        int start = first - first % KeyBlock;
        if (IsLimited)
        {
            // The queries' own block first: beside what they see there, little of the others counts.
            int own = Position - Position % KeyBlock;
            AttendNear(own, Math.Min(KeyBlock, end - own), isOwn: true, &softmax);
            for (int block = start; block < end; block += KeyBlock)
            {
                if (block != own)
                    AttendNear(block, Math.Min(KeyBlock, end - block), isOwn: false, &softmax);
            }
        }
        else
        {
            bool sameForAll = last == first && firstEnd == end;
            for (int block = start; block < end; block += KeyBlock)
                Attend(block, Math.Min(KeyBlock, end - block), sameForAll, block == start, &softmax);
        }

        // A single block has it in its products' scales.
        bool isSingle = _head.Length <= KeyBlock;
        for (int row = 0; row < Rows && !isSingle; row++)
            Products.Scale(new Span<float>(Context + row * _head.ContextStride, _head.HeadSize), 1 / softmax.Sums[row]);
    }

    // A block of which each query sees its window.
    readonly void Attend(int block, int keys, bool sameForAll, bool isFirst, RunningSoftmax* softmax)
    {
        Score(block, 0, keys);
        if (sameForAll)
        {
            Weigh(0, Rows, block, keys, softmax);
        }
        else
        {
            for (int row = 0; row < Rows; row++)
                Weigh(row, 1, block, keys, softmax);
        }

        Gather(block, 0, keys, isFirst, softmax);
    }

    // A block of which only the keys matter that a query's scores have not left far behind.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void AttendNear(int block, int keys, bool isOwn, RunningSoftmax* softmax)
    {
        float* maxima = stackalloc float[Int16Kernel.MaxTileRows], sums = stackalloc float[Int16Kernel.MaxTileRows];
        int from = 0, to = 0;
        if (isOwn)
        {
            // The panels in which the queries' own keys lie.
            from = (Position - block) / kernel.PanelColumns * kernel.PanelColumns;
            to = Math.Min((Position - block + Rows + kernel.PanelColumns - 1) / kernel.PanelColumns * kernel.PanelColumns, keys);
            Vector256.Create(float.NegativeInfinity).Store(maxima);
            ScoreAndFindMaxima(block, from, to, maxima);
        }
        else
        {
            Vector256.Load(softmax->Maxima).Store(maxima);
        }

        (int first, int end) = KeyReach.Find(_head, positions, Position, Rows, scratch.Queries.Norm(Query), maxima, scratch.Keys.LongestColumn);
        int nearFrom = Math.Clamp(first - block, 0, keys) / Step * Step, nearTo = Math.Min((Math.Clamp(end - block, 0, keys) + Step - 1) / Step * Step, keys);
        if (nearFrom >= nearTo)
            return;
        if (isOwn)
        {
            if (nearFrom < from)
                ScoreAndFindMaxima(block, nearFrom, from, maxima);
            if (to < nearTo)
                ScoreAndFindMaxima(block, to, nearTo, maxima);
        }
        else
        {
            ScoreAndFindMaxima(block, nearFrom, nearTo, maxima);
        }

        softmax->RaiseMaxima(0, Rows, maxima);
        Softmax.Weights(scratch.Scores + nearFrom, ScoreStride, Rows, nearTo - nearFrom, softmax->Maxima, scratch.Weights + nearFrom, sums);
        softmax->AddSums(0, Rows, sums);
        Gather(block, nearFrom, nearTo, isOwn, softmax);
    }

    // Raises maxima to the largest scores of some keys of a block.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void ScoreAndFindMaxima(int block, int from, int to, float* maxima)
    {
        float* most = stackalloc float[Int16Kernel.MaxTileRows];
        Score(block, from, to);
        positions.Apply(scratch.Scores + from, ScoreStride, Rows, to - from, Position, block + from, _head, bias, most);
        Vector256.Max(Vector256.Load(maxima), Vector256.Load(most)).Store(maxima);
    }

    // Turns the products of some queries with a block of keys, of which all of these queries see the same part, into weights.
    [SkipLocalsInit]
    readonly void Weigh(int row, int rows, int block, int keys, RunningSoftmax* softmax)
    {
        float* maxima = stackalloc float[Int16Kernel.MaxTileRows], sums = stackalloc float[Int16Kernel.MaxTileRows];
        (int first, int end) = positions.Window(Position + row, _head.Length);
        int skipped = Math.Clamp(first - block, 0, keys), seen = Math.Clamp(end - block, skipped, keys) - skipped;
        if (seen < keys)
            new Span<short>(scratch.Weights + row * ScoreStride, rows * ScoreStride).Clear();
        if (seen == 0)
        {
            softmax->KeepAll(row, rows);
            return;
        }

        float* scores = scratch.Scores + row * ScoreStride + skipped;
        positions.Apply(scores, ScoreStride, rows, seen, Position + row, block + skipped, _head, bias, maxima);
        softmax->RaiseMaxima(row, rows, maxima);
        Softmax.Weights(scores, ScoreStride, rows, seen, softmax->Maxima + row, scratch.Weights + row * ScoreStride + skipped, sums);
        softmax->AddSums(row, rows, sums);
    }

    // scores = Q K^T for the keys from .. to of a block; from is a multiple of a vector.
    [SkipLocalsInit]
    readonly void Score(int block, int from, int to)
    {
        DotTile tile;
        tile.A = (byte*)scratch.Queries.Row(Query);
        tile.AStride = scratch.Queries.Stride;
        tile.RowScales = scratch.Queries.Scale(Query);
        tile.Groups = scratch.Queries.Stride / sizeof(int);
        tile.Starts = (int*)scratch.Zeros;
        tile.Scales = scratch.Keys.Scales(0);
        tile.Biases = scratch.Zeros;
        tile.Ahead = 0;
        tile.CStride = ScoreStride;
        for (int key = from, columns; key < to; key += columns)
        {
            (int panel, int offset) = Math.DivRem(block - FirstKey + key, kernel.PanelColumns);
            columns = Math.Min(kernel.PanelColumns - offset, to - key);
            tile.B = scratch.Keys.Group(panel, 0) + offset * sizeof(int);
            tile.C = scratch.Scores + key;
            kernel.Tile(Rows, columns, &tile);
        }
    }

    // Adds what the keys from .. to of a block bring to the results; from is even.
    [SkipLocalsInit]
    readonly void Gather(int block, int from, int to, bool isFirst, RunningSoftmax* softmax)
    {
        int firstGroup = (block - FirstKey + from) / Int16Kernel.GroupSize;
        short* weights = scratch.Weights + from;
        if (_head.Length <= KeyBlock)
        {
            for (int row = 0; row < Rows; row++)
                softmax->Factors[row] = 1 / softmax->Sums[row];
            Multiply(weights, firstGroup, to - from, softmax->Factors, Context, _head.ContextStride);
        }
        else if (isFirst)
        {
            Multiply(weights, firstGroup, to - from, scratch.Ones, Context, _head.ContextStride);
        }
        else
        {
            Multiply(weights, firstGroup, to - from, scratch.Ones, scratch.Part, _head.HeadSize);
            for (int row = 0; row < Rows; row++)
            {
                var result = new Span<float>(Context + row * _head.ContextStride, _head.HeadSize);
                Products.ScaleAndAdd(result, softmax->Factors[row], new ReadOnlySpan<float>(scratch.Part + row * _head.HeadSize, _head.HeadSize));
            }
        }
    }

    // target = rowScales * (weights V)
    [SkipLocalsInit]
    readonly void Multiply(short* weights, int firstGroup, int keys, float* rowScales, float* target, nint targetStride)
    {
        float* buffer = stackalloc float[Int16Kernel.MaxTileRows * Int16Kernel.MaxPanelColumns];
        DotTile tile;
        tile.A = (byte*)weights;
        tile.AStride = ScoreStride * sizeof(short);
        tile.RowScales = rowScales;
        tile.Groups = (keys + 1) / Int16Kernel.GroupSize;
        tile.Starts = (int*)scratch.Zeros;
        tile.Biases = scratch.Zeros;
        tile.Ahead = 0;
        for (int column = 0; column < _head.HeadSize; column += kernel.PanelColumns)
        {
            int columns = Math.Min(kernel.PanelColumns, _head.HeadSize - column);
            tile.B = scratch.Values.Group(column / kernel.PanelColumns, firstGroup);
            tile.Scales = scratch.Values.Scales(column);
            // A kernel writes whole vectors: only where these fit may it write straight to the result.
            bool direct = columns % kernel.VectorColumns == 0;
            tile.C = direct ? target + column : buffer;
            tile.CStride = direct ? targetStride : kernel.PanelColumns;
            kernel.Tile(Rows, columns, &tile);
            for (int row = 0; row < Rows && !direct; row++)
                new ReadOnlySpan<float>(buffer + row * kernel.PanelColumns, columns).CopyTo(new Span<float>(target + row * targetStride + column, columns));
        }
    }
}
