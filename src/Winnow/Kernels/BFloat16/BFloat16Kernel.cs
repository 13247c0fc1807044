using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.BFloat16;

/// <summary>The inner block of a product of bfloat16 numbers with float32 sums, for one instruction set.</summary>
/// <remarks>
/// <para>A kernel computes one tile of <c>C = bias + A * B</c>, at most <see cref="TileRows"/> rows by <see cref="PanelColumns"/> columns, with all sums in
/// registers. A and B hold bfloat16 numbers, two steps of k to a group of 32 bits.</para>
/// <para>Every element is one chain that starts at the bias and runs over the groups upwards; of a group it takes the second product first, then the first,
/// and rounds to the nearest float32, ties to even, after each. That is the order of <c>vdpbf16ps</c>. A row's bits therefore depend neither on the shape of
/// the tile nor on the batch.</para>
/// <para>A product of two bfloat16 numbers has at most 16 binary digits and is exact in float32, so that fusing it with the sum changes nothing: all kernels
/// give the same bits, as long as no product and no sum leaves the range of normal numbers, about 1e-38 to 3e38. Below, <c>vdpbf16ps</c> takes sums for zero.</para>
/// </remarks>
abstract unsafe class BFloat16Kernel
{
    /// <summary>Steps of k that lie side by side in a panel.</summary>
    public const int GroupSize = 2;

    /// <summary>The rows of the largest tile of any kernel.</summary>
    public const int MaxTileRows = 8;

    /// <summary>The columns of the widest panel of any kernel.</summary>
    public const int MaxPanelColumns = 48;

    /// <summary>Gets the name by which <c>WINNOW_KERNEL</c> forces this kernel.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the number of rows of a full tile.</summary>
    public abstract int TileRows { get; }

    /// <summary>Gets the number of columns of a panel, a multiple of <see cref="VectorColumns"/>.</summary>
    public abstract int PanelColumns { get; }

    /// <summary>Gets the number of columns in one vector.</summary>
    public abstract int VectorColumns { get; }

    /// <summary>Computes a tile.</summary>
    /// <param name="rows">Rows of the tile, 1 to <see cref="TileRows"/>.</param>
    /// <param name="columns">Columns that are wanted, 1 to <see cref="PanelColumns"/>. They are rounded up to whole vectors: that many are read from the panel and written to the tile.</param>
    /// <param name="tile">The operands. The start values are the biases, as floats; there are no scales.</param>
    public abstract void Tile(int rows, int columns, DotTile* tile);
}
