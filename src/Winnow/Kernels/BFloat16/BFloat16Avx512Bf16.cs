using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.BFloat16;

/// <summary>Tiles of 8 x 48 with <c>vdpbf16ps</c>, 32 products an instruction, assembled when the kernel is first wanted.</summary>
/// <remarks>
/// The routines are those of the integer kernels (see <see cref="DotAssembler"/>) with one chain for each element. For few rows and columns several chains
/// would be faster, but then a row's bits would depend on the tile that it stands in. Denormal sums become zero.
/// </remarks>
sealed unsafe class BFloat16Avx512Bf16(AssembledTiles tiles) : BFloat16Kernel
{
    public override string Name => "avx512bf16";

    public override int TileRows => DotAssembler.MaxRows;

    public override int PanelColumns => DotAssembler.MaxVectors * AssembledTiles.VectorColumns;

    public override int VectorColumns => AssembledTiles.VectorColumns;

    /// <summary>Assembles the kernel.</summary>
    /// <returns>The kernel; null where the processor lacks the instruction or the system grants no executable memory.</returns>
    public static BFloat16Avx512Bf16? TryCreate() => AssembledTiles.TryCreate(DotProduct.BFloat16) is { } tiles ? new BFloat16Avx512Bf16(tiles) : null;

    public override void Tile(int rows, int columns, DotTile* tile) => tiles.Run(rows, columns, tile);
}
