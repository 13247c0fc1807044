using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.MatMul;
using Ints = System.Runtime.Intrinsics.Vector128<int>;
using Vec = System.Runtime.Intrinsics.Vector128<float>;
using Bytes = System.Runtime.Intrinsics.Vector128<sbyte>;

namespace Winnow.Kernels.Int8;

/// <summary>Tiles of 4 x 12 with Arm's dot product instructions.</summary>
/// <remarks>
/// Arm multiplies signed by signed bytes here. Turning the top bit of q + 128 gives q as a signed byte, so that the sums need no compensation: they start at
/// zero, and the integers are those of the other kernels. 12 sums hide the latency of 3 to 4 cycles.
/// </remarks>
sealed unsafe class Int8AdvSimd : Int8Kernel
{
    const int Rows = 4;
    const int Width = 4;
    const int GroupStride = 3 * Width * GroupSize;

    public override string Name => "advsimd";

    public override int TileRows => Rows;

    public override int PanelColumns => 3 * Width;

    public override int VectorColumns => Width;

    public override void Tile(int rows, int columns, DotTile* tile)
    {
        if (columns > 2 * Width)
            Tile<ThreeVectors>(rows, tile);
        else if (columns > Width)
            Tile<TwoVectors>(rows, tile);
        else
            Tile<OneVector>(rows, tile);
    }

    static void Tile<TVectors>(int rows, DotTile* tile)
        where TVectors : struct, IVectorCount
    {
        // A full tile costs as much as some single rows.
        if (rows == 1)
            Row<TVectors>(tile);
        else
            Full<TVectors>(rows, tile);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Row<TVectors>(DotTile* tile)
        where TVectors : struct, IVectorCount
    {
        Ints c00 = Ints.Zero, c01 = Ints.Zero, c02 = Ints.Zero;
        int* a0 = (int*)tile->A;
        sbyte* b = tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += GroupStride)
        {
            Bytes b0 = Vector128.Load(b);
            Bytes b1 = TVectors.Count > 1 ? Vector128.Load(b + Width * GroupSize) : Bytes.Zero;
            Bytes b2 = TVectors.Count > 2 ? Vector128.Load(b + 2 * Width * GroupSize) : Bytes.Zero;
            Bytes x = Signed(a0[p]);
            c00 = Dp.DotProduct(c00, x, b0);
            if (TVectors.Count > 1)
                c01 = Dp.DotProduct(c01, x, b1);
            if (TVectors.Count > 2)
                c02 = Dp.DotProduct(c02, x, b2);
        }

        Store<TVectors>(tile, 0, c00, c01, c02);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Full<TVectors>(int rows, DotTile* tile)
        where TVectors : struct, IVectorCount
    {
        // Rows that a short tile lacks repeat its last row and are not stored.
        int last = rows - 1;
        nint stride = tile->AStride;
        int* a0 = (int*)tile->A;
        int* a1 = (int*)(tile->A + Math.Min(1, last) * stride);
        int* a2 = (int*)(tile->A + Math.Min(2, last) * stride);
        int* a3 = (int*)(tile->A + Math.Min(3, last) * stride);
        Ints c00 = Ints.Zero, c01 = Ints.Zero, c02 = Ints.Zero;
        Ints c10 = Ints.Zero, c11 = Ints.Zero, c12 = Ints.Zero;
        Ints c20 = Ints.Zero, c21 = Ints.Zero, c22 = Ints.Zero;
        Ints c30 = Ints.Zero, c31 = Ints.Zero, c32 = Ints.Zero;
        sbyte* b = tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += GroupStride)
        {
            Bytes b0 = Vector128.Load(b);
            Bytes b1 = TVectors.Count > 1 ? Vector128.Load(b + Width * GroupSize) : Bytes.Zero;
            Bytes b2 = TVectors.Count > 2 ? Vector128.Load(b + 2 * Width * GroupSize) : Bytes.Zero;
            Bytes x = Signed(a0[p]);
            c00 = Dp.DotProduct(c00, x, b0);
            if (TVectors.Count > 1)
                c01 = Dp.DotProduct(c01, x, b1);
            if (TVectors.Count > 2)
                c02 = Dp.DotProduct(c02, x, b2);
            x = Signed(a1[p]);
            c10 = Dp.DotProduct(c10, x, b0);
            if (TVectors.Count > 1)
                c11 = Dp.DotProduct(c11, x, b1);
            if (TVectors.Count > 2)
                c12 = Dp.DotProduct(c12, x, b2);
            x = Signed(a2[p]);
            c20 = Dp.DotProduct(c20, x, b0);
            if (TVectors.Count > 1)
                c21 = Dp.DotProduct(c21, x, b1);
            if (TVectors.Count > 2)
                c22 = Dp.DotProduct(c22, x, b2);
            x = Signed(a3[p]);
            c30 = Dp.DotProduct(c30, x, b0);
            if (TVectors.Count > 1)
                c31 = Dp.DotProduct(c31, x, b1);
            if (TVectors.Count > 2)
                c32 = Dp.DotProduct(c32, x, b2);
        }

        Store<TVectors>(tile, 0, c00, c01, c02);
        Store<TVectors>(tile, 1, c10, c11, c12);
        if (rows > 2)
            Store<TVectors>(tile, 2, c20, c21, c22);
        if (rows > 3)
            Store<TVectors>(tile, 3, c30, c31, c32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Bytes Signed(int bytes) => Vector128.Create(bytes ^ unchecked((int)0x80808080)).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store<TVectors>(DotTile* tile, int row, Ints c0, Ints c1, Ints c2)
        where TVectors : struct, IVectorCount
    {
        float* c = tile->C + row * tile->CStride;
        Store(tile, row, c, 0, c0);
        if (TVectors.Count > 1)
            Store(tile, row, c, Width, c1);
        if (TVectors.Count > 2)
            Store(tile, row, c, 2 * Width, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(DotTile* tile, int row, float* c, int column, Ints sums)
    {
        if (tile->Scales == null)
        {
            sums.Store((int*)c + column);
            return;
        }

        Vec scaled = Vector128.ConvertToSingle(sums) * tile->RowScales[row];
        Vec result = Vector128.FusedMultiplyAdd(scaled, Vector128.Load(tile->Scales + column), Vector128.Load(tile->Biases + column));
        Vector128.FusedMultiplyAdd(Vector128.Load(tile->ColumnSums + column), Vector128.Create(tile->RowCenters[row]), result).Store(c + column);
    }
}
