using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.Int8;

/// <summary>Tiles of 8 x 48 in AVX-512 VNNI, assembled when the kernel is first wanted.</summary>
/// <remarks>
/// Of the 32 vector registers 24 hold sums, 3 a group of B and 1 four bytes of A for all lanes. A group loads 11 times for 24 multiply-adds of 64 products
/// each, so that the multiply-add units set the pace. Every number of rows and vectors has a routine of its own; see <see cref="DotAssembler"/>.
/// </remarks>
sealed unsafe class Int8Avx512Vnni(AssembledTiles tiles) : Int8Kernel
{
    public override string Name => "avx512vnni";

    public override int TileRows => DotAssembler.MaxRows;

    public override int PanelColumns => DotAssembler.MaxVectors * AssembledTiles.VectorColumns;

    public override int VectorColumns => AssembledTiles.VectorColumns;

    /// <summary>Gets the routines.</summary>
    internal AssembledTiles Tiles => tiles;

    /// <summary>Assembles the kernel.</summary>
    /// <returns>The kernel; null where the processor lacks the instructions or the system grants no executable memory.</returns>
    public static Int8Avx512Vnni? TryCreate() => AssembledTiles.TryCreate(DotProduct.Bytes) is { } tiles ? new Int8Avx512Vnni(tiles) : null;

    public override void Tile(int rows, int columns, DotTile* tile) => tiles.Run(rows, columns, tile);
}
