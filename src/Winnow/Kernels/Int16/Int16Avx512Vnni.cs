using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.Int16;

/// <summary>Tiles of 8 x 48 in AVX-512 VNNI: the routines of the int8 kernel with <c>vpdpwssd</c>, 32 products an instruction.</summary>
sealed unsafe class Int16Avx512Vnni(AssembledTiles tiles) : Int16Kernel
{
    public override string Name => "avx512vnni";

    public override int TileRows => DotAssembler.MaxRows;

    public override int PanelColumns => DotAssembler.MaxVectors * AssembledTiles.VectorColumns;

    public override int VectorColumns => AssembledTiles.VectorColumns;

    /// <summary>Assembles the kernel.</summary>
    /// <returns>The kernel; null where the processor lacks the instructions or the system grants no executable memory.</returns>
    public static Int16Avx512Vnni? TryCreate() => AssembledTiles.TryCreate(DotProduct.Words) is { } tiles ? new Int16Avx512Vnni(tiles) : null;

    public override void Tile(int rows, int columns, DotTile* tile) => tiles.Run(rows, columns, tile);
}
