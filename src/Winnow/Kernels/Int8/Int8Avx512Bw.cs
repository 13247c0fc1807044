using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.MatMul;
using Ints = System.Runtime.Intrinsics.Vector512<int>;
using Vec = System.Runtime.Intrinsics.Vector512<float>;
using Words = System.Runtime.Intrinsics.Vector512<short>;

namespace Winnow.Kernels.Int8;

/// <summary>Tiles of 8 x 32 in AVX-512, by products of 16 bits.</summary>
/// <remarks>
/// <c>vpmaddubsw</c>, which multiplies bytes, adds two products in 16 bits that saturate (255 * 127 * 2 is 64,770). Widening both sides to 16 bits and
/// <c>vpmaddwd</c> are exact. The even and the odd bytes of a lane are widened apart, by shifts within it, so that the panels are the same as for VNNI and
/// each lane still holds one column. The 32 vector registers hold 16 sums, 4 vectors of widened weights, 2 of widened activations and a mask.
/// </remarks>
sealed unsafe class Int8Avx512Bw : Int8Kernel
{
    const int Rows = 8;
    const int Width = 16;
    const int GroupStride = 2 * Width * GroupSize;

    public override string Name => "avx512bw";

    public override int TileRows => Rows;

    public override int PanelColumns => 2 * Width;

    public override int VectorColumns => Width;

    public override void Tile(int rows, int columns, DotTile* tile)
    {
        if (columns > Width)
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
        Ints c00 = Vector512.Load(tile->Starts);
        Ints c01 = TVectors.Count > 1 ? Vector512.Load(tile->Starts + Width) : Ints.Zero;
        int* a0 = (int*)tile->A;
        sbyte* b = tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += GroupStride)
        {
            Words b0 = Vector512.Load((short*)b);
            Words b0Even = Even(b0), b0Odd = Odd(b0);
            Words b1 = TVectors.Count > 1 ? Vector512.Load((short*)(b + Width * GroupSize)) : Words.Zero;
            Words b1Even = Even(b1), b1Odd = Odd(b1);
            Words x = Vector512.Create(a0[p]).AsInt16();
            Words xEven = x & Vector512.Create((short)0xFF), xOdd = Vector512.ShiftRightLogical(x, 8);
            c00 = Add(c00, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c01 = Add(c01, xEven, xOdd, b1Even, b1Odd);
        }

        Store<TVectors>(tile, 0, c00, c01);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Full<TVectors>(int rows, DotTile* tile)
        where TVectors : struct, IVectorCount
    {
        Ints start0 = Vector512.Load(tile->Starts);
        Ints start1 = TVectors.Count > 1 ? Vector512.Load(tile->Starts + Width) : Ints.Zero;
        // Rows that a short tile lacks repeat its last row and are not stored.
        int last = rows - 1;
        nint stride = tile->AStride;
        int* a0 = (int*)tile->A;
        int* a1 = (int*)(tile->A + Math.Min(1, last) * stride);
        int* a2 = (int*)(tile->A + Math.Min(2, last) * stride);
        int* a3 = (int*)(tile->A + Math.Min(3, last) * stride);
        int* a4 = (int*)(tile->A + Math.Min(4, last) * stride);
        int* a5 = (int*)(tile->A + Math.Min(5, last) * stride);
        int* a6 = (int*)(tile->A + Math.Min(6, last) * stride);
        int* a7 = (int*)(tile->A + Math.Min(7, last) * stride);
        Ints c00 = start0, c01 = start1;
        Ints c10 = start0, c11 = start1;
        Ints c20 = start0, c21 = start1;
        Ints c30 = start0, c31 = start1;
        Ints c40 = start0, c41 = start1;
        Ints c50 = start0, c51 = start1;
        Ints c60 = start0, c61 = start1;
        Ints c70 = start0, c71 = start1;
        sbyte* b = tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += GroupStride)
        {
            Words b0 = Vector512.Load((short*)b);
            Words b0Even = Even(b0), b0Odd = Odd(b0);
            Words b1 = TVectors.Count > 1 ? Vector512.Load((short*)(b + Width * GroupSize)) : Words.Zero;
            Words b1Even = Even(b1), b1Odd = Odd(b1);
            Words x = Vector512.Create(a0[p]).AsInt16();
            Words xEven = x & Vector512.Create((short)0xFF), xOdd = Vector512.ShiftRightLogical(x, 8);
            c00 = Add(c00, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c01 = Add(c01, xEven, xOdd, b1Even, b1Odd);
            x = Vector512.Create(a1[p]).AsInt16();
            xEven = x & Vector512.Create((short)0xFF);
            xOdd = Vector512.ShiftRightLogical(x, 8);
            c10 = Add(c10, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c11 = Add(c11, xEven, xOdd, b1Even, b1Odd);
            x = Vector512.Create(a2[p]).AsInt16();
            xEven = x & Vector512.Create((short)0xFF);
            xOdd = Vector512.ShiftRightLogical(x, 8);
            c20 = Add(c20, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c21 = Add(c21, xEven, xOdd, b1Even, b1Odd);
            x = Vector512.Create(a3[p]).AsInt16();
            xEven = x & Vector512.Create((short)0xFF);
            xOdd = Vector512.ShiftRightLogical(x, 8);
            c30 = Add(c30, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c31 = Add(c31, xEven, xOdd, b1Even, b1Odd);
            x = Vector512.Create(a4[p]).AsInt16();
            xEven = x & Vector512.Create((short)0xFF);
            xOdd = Vector512.ShiftRightLogical(x, 8);
            c40 = Add(c40, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c41 = Add(c41, xEven, xOdd, b1Even, b1Odd);
            x = Vector512.Create(a5[p]).AsInt16();
            xEven = x & Vector512.Create((short)0xFF);
            xOdd = Vector512.ShiftRightLogical(x, 8);
            c50 = Add(c50, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c51 = Add(c51, xEven, xOdd, b1Even, b1Odd);
            x = Vector512.Create(a6[p]).AsInt16();
            xEven = x & Vector512.Create((short)0xFF);
            xOdd = Vector512.ShiftRightLogical(x, 8);
            c60 = Add(c60, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c61 = Add(c61, xEven, xOdd, b1Even, b1Odd);
            x = Vector512.Create(a7[p]).AsInt16();
            xEven = x & Vector512.Create((short)0xFF);
            xOdd = Vector512.ShiftRightLogical(x, 8);
            c70 = Add(c70, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c71 = Add(c71, xEven, xOdd, b1Even, b1Odd);
        }

        Store<TVectors>(tile, 0, c00, c01);
        Store<TVectors>(tile, 1, c10, c11);
        if (rows > 2)
            Store<TVectors>(tile, 2, c20, c21);
        if (rows > 3)
            Store<TVectors>(tile, 3, c30, c31);
        if (rows > 4)
            Store<TVectors>(tile, 4, c40, c41);
        if (rows > 5)
            Store<TVectors>(tile, 5, c50, c51);
        if (rows > 6)
            Store<TVectors>(tile, 6, c60, c61);
        if (rows > 7)
            Store<TVectors>(tile, 7, c70, c71);
    }

    // The first and third of the four weights of a lane, widened to 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Words Even(Words weights) => Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(weights, 8), 8);

    // The second and fourth.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Words Odd(Words weights) => Vector512.ShiftRightArithmetic(weights, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Ints Add(Ints sums, Words xEven, Words xOdd, Words bEven, Words bOdd) =>
        sums + (Avx512BW.MultiplyAddAdjacent(xEven, bEven) + Avx512BW.MultiplyAddAdjacent(xOdd, bOdd));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store<TVectors>(DotTile* tile, int row, Ints c0, Ints c1)
        where TVectors : struct, IVectorCount
    {
        float* c = tile->C + row * tile->CStride;
        Store(tile, row, c, 0, c0);
        if (TVectors.Count > 1)
            Store(tile, row, c, Width, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(DotTile* tile, int row, float* c, int column, Ints sums)
    {
        if (tile->Scales == null)
        {
            sums.Store((int*)c + column);
            return;
        }

        Vec scaled = Vector512.ConvertToSingle(sums) * tile->RowScales[row];
        Vec result = Vector512.FusedMultiplyAdd(scaled, Vector512.Load(tile->Scales + column), Vector512.Load(tile->Biases + column));
        Vector512.FusedMultiplyAdd(Vector512.Load(tile->ColumnSums + column), Vector512.Create(tile->RowCenters[row]), result).Store(c + column);
    }
}
