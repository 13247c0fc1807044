namespace Winnow.Models;

/// <summary>Rows cut into blocks that need nothing of each other.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Size">The rows of a block; the last one may have fewer.</param>
readonly record struct RowBlocks(int Rows, int Size)
{
    /// <summary>The most rows of a block. The more, the less often the weights are read, and the better a panel's tiles hide the reading of the next one; the fewer, the more evenly
    /// threads end.</summary>
    public const int MaxSize = 256;

    /// <summary>Gets the number of blocks.</summary>
    public int Count => Quotient(Rows, Size);

    /// <summary>Cuts rows into blocks of about the same size, of whole tiles, and as many for each worker while there are rows for it.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="workers">The number of workers.</param>
    /// <param name="tile">The rows of a tile.</param>
    public static RowBlocks Cut(int rows, int workers, int tile)
    {
        int blocks = Math.Max(Quotient(rows, MaxSize * workers), 1) * workers;
        return new RowBlocks(rows, Math.Max(Quotient(Quotient(rows, blocks), tile), 1) * tile);
    }

    /// <summary>Gets the first row of a block and the number of its rows.</summary>
    public (int First, int Count) Find(int block) => (block * Size, Math.Min(Size, Rows - block * Size));

    static int Quotient(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}
