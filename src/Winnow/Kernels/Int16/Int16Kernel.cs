using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.Int16;

/// <summary>The inner block of a product of 16-bit integers for one instruction set: what attention runs on beside int8 layers.</summary>
/// <remarks>
/// A kernel computes one tile of <c>C = (A * B) * rowScale * columnScale + bias</c> as an <see cref="Int8.Int8Kernel"/> does, but A and B hold signed 16-bit
/// integers, two steps of k to a group. Sums are exact in int32 as long as the operands keep them there, which is their maker's business: see
/// <see cref="Int16Rows.Limit"/>. All kernels give the same integers.
/// </remarks>
abstract unsafe class Int16Kernel
{
    /// <summary>Steps of k that lie side by side in a panel.</summary>
    public const int GroupSize = 2;

    /// <summary>The rows of the largest tile of any kernel.</summary>
    public const int MaxTileRows = 8;

    /// <summary>The columns of the widest panel of any kernel.</summary>
    public const int MaxPanelColumns = 48;

    /// <summary>Gets the name, that of the int8 kernel with the same instructions.</summary>
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
