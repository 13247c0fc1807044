using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Winnow.Kernels.DotProducts;
using Ints = System.Runtime.Intrinsics.Vector256<int>;

namespace Winnow.Kernels.Int16;

/// <summary>Tiles of 4 x 24 in AVX-VNNI: <c>vpdpwssd</c> on 256 bits, 16 products each.</summary>
sealed unsafe class Int16AvxVnni : Int16Kernel
{
    public override string Name => "avxvnni";

    public override int TileRows => AvxVnniTiles<Words>.Rows;

    public override int PanelColumns => AvxVnniTiles<Words>.PanelColumns;

    public override int VectorColumns => AvxVnniTiles<Words>.Width;

    public override void Tile(int rows, int columns, DotTile* tile) => AvxVnniTiles<Words>.Run(rows, columns, tile);

    readonly struct Words : AvxVnniTiles<Words>.IDot
    {
        public static bool IsCentered => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Ints Add(Ints sums, Ints a, Ints b) => AvxVnni.MultiplyWideningAndAdd(sums, a.AsInt16(), b.AsInt16());
    }
}
