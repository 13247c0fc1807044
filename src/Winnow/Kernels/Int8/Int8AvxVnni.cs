using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Winnow.Kernels.DotProducts;
using Ints = System.Runtime.Intrinsics.Vector256<int>;

namespace Winnow.Kernels.Int8;

/// <summary>Tiles of 4 x 24 in AVX-VNNI, the 256-bit form of the instruction that client processors have: 32 products each.</summary>
sealed unsafe class Int8AvxVnni : Int8Kernel
{
    public override string Name => "avxvnni";

    public override int TileRows => AvxVnniTiles<Bytes>.Rows;

    public override int PanelColumns => AvxVnniTiles<Bytes>.PanelColumns;

    public override int VectorColumns => AvxVnniTiles<Bytes>.Width;

    public override void Tile(int rows, int columns, DotTile* tile) => AvxVnniTiles<Bytes>.Run(rows, columns, tile);

    readonly struct Bytes : AvxVnniTiles<Bytes>.IDot
    {
        public static bool IsCentered => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Ints Add(Ints sums, Ints a, Ints b) => AvxVnni.MultiplyWideningAndAdd(sums, a.AsByte(), b.AsSByte());
    }
}
