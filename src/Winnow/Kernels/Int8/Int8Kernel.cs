using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.Int8;

/// <summary>The inner block of an int8 matrix product for one instruction set.</summary>
/// <remarks>
/// <para>A kernel computes one tile of <c>C = (A * B) * rowScale * columnScale + bias + rowCenter * columnSum</c>, at most <see cref="TileRows"/> rows by <see
/// cref="PanelColumns"/> columns, with all sums in registers. A holds unsigned bytes q + 128 with q in -127..127, B signed bytes; sums are exact in int32. An
/// element of a row is <c>rowCenter + q * rowScale</c>, so that the center meets every weight of a column: their sum, times their scale, is known at load.</para>
/// <para>The offset of A costs nothing: <c>sum((q + 128) * w) = sum(q * w) + 128 * sum(w)</c>, and the second part, known at load, is the start value of the
/// sums with its sign turned.</para>
/// <para>Integer sums do not depend on their order, and the steps to a float are the same in every kernel: <c>y = fma(columnSum, rowCenter, fma(float(sum) *
/// rowScale, columnScale, bias))</c>. All kernels therefore give the same bits, on every machine, for a row alone and in a batch.</para>
/// </remarks>
abstract unsafe class Int8Kernel
{
    /// <summary>Steps of k that lie side by side in a panel: the bytes that one instruction multiplies and adds in a lane.</summary>
    public const int GroupSize = 4;

    /// <summary>The longest sum that fits int32 for any operands: 2^31 / (127 * 128), rounded down to whole groups.</summary>
    public const int MaxInputs = 132_104;

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
    /// <param name="tile">The operands. Without scales the tile receives the int32 sums instead of floats.</param>
    public abstract void Tile(int rows, int columns, DotTile* tile);
}
