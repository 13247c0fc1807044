namespace Winnow.Models;

/// <summary>Rows cut into blocks that need nothing of each other.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Size">The rows of a block; the last one may have fewer.</param>
readonly record struct RowBlocks(int Rows, int Size)
{
    /// <summary>The most rows of a block: more than the cache likes gain nothing.</summary>
    public const int MaxSize = 64;

    /// <summary>Gets the number of blocks.</summary>
    public int Count => (Rows + Size - 1) / Size;

    /// <summary>Cuts rows so that every worker gets a block while there are rows for it, in whole tiles.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="workers">The number of workers.</param>
    /// <param name="tile">The rows of a tile.</param>
    public static RowBlocks Cut(int rows, int workers, int tile)
    {
        int share = (rows + workers - 1) / workers;
        return new RowBlocks(rows, Math.Clamp((share + tile - 1) / tile * tile, tile, MaxSize));
    }

    /// <summary>Gets the first row of a block and the number of its rows.</summary>
    public (int First, int Count) Find(int block) => (block * Size, Math.Min(Size, Rows - block * Size));
}
