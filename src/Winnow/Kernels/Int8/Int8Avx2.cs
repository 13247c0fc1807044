using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.MatMul;
using Ints = System.Runtime.Intrinsics.Vector256<int>;
using Vec = System.Runtime.Intrinsics.Vector256<float>;
using Words = System.Runtime.Intrinsics.Vector256<short>;

namespace Winnow.Kernels.Int8;

/// <summary>Tiles of 4 x 16 in AVX2, by products of 16 bits.</summary>
/// <remarks>
/// <c>vpmaddubsw</c>, which multiplies bytes, adds two products in 16 bits that saturate (255 * 127 * 2 is 64,770). Widening both sides to 16 bits and
/// <c>vpmaddwd</c> are exact. The even and the odd bytes of a lane are widened apart, by shifts within it, so that the panels are the same as for VNNI and
/// each lane still holds one column. The 16 vector registers hold 8 sums, 4 vectors of widened weights, 2 of widened activations and a mask.
/// </remarks>
sealed unsafe class Int8Avx2 : Int8Kernel
{
    const int Rows = 4;
    const int Width = 8;
    const int GroupStride = 2 * Width * GroupSize;

    public override string Name => "avx2";

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
        Ints c00 = Vector256.Load(tile->Starts);
        Ints c01 = TVectors.Count > 1 ? Vector256.Load(tile->Starts + Width) : Ints.Zero;
        int* a0 = (int*)tile->A;
        sbyte* b = tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += GroupStride)
        {
            Words b0 = Vector256.Load((short*)b);
            Words b0Even = Even(b0), b0Odd = Odd(b0);
            Words b1 = TVectors.Count > 1 ? Vector256.Load((short*)(b + Width * GroupSize)) : Words.Zero;
            Words b1Even = Even(b1), b1Odd = Odd(b1);
            Words x = Vector256.Create(a0[p]).AsInt16();
            Words xEven = x & Vector256.Create((short)0xFF), xOdd = Vector256.ShiftRightLogical(x, 8);
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
        Ints start0 = Vector256.Load(tile->Starts);
        Ints start1 = TVectors.Count > 1 ? Vector256.Load(tile->Starts + Width) : Ints.Zero;
        // Rows that a short tile lacks repeat its last row and are not stored.
        int last = rows - 1;
        nint stride = tile->AStride;
        int* a0 = (int*)tile->A;
        int* a1 = (int*)(tile->A + Math.Min(1, last) * stride);
        int* a2 = (int*)(tile->A + Math.Min(2, last) * stride);
        int* a3 = (int*)(tile->A + Math.Min(3, last) * stride);
        Ints c00 = start0, c01 = start1;
        Ints c10 = start0, c11 = start1;
        Ints c20 = start0, c21 = start1;
        Ints c30 = start0, c31 = start1;
        sbyte* b = tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += GroupStride)
        {
            Words b0 = Vector256.Load((short*)b);
            Words b0Even = Even(b0), b0Odd = Odd(b0);
            Words b1 = TVectors.Count > 1 ? Vector256.Load((short*)(b + Width * GroupSize)) : Words.Zero;
            Words b1Even = Even(b1), b1Odd = Odd(b1);
            Words x = Vector256.Create(a0[p]).AsInt16();
            Words xEven = x & Vector256.Create((short)0xFF), xOdd = Vector256.ShiftRightLogical(x, 8);
            c00 = Add(c00, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c01 = Add(c01, xEven, xOdd, b1Even, b1Odd);
            x = Vector256.Create(a1[p]).AsInt16();
            xEven = x & Vector256.Create((short)0xFF);
            xOdd = Vector256.ShiftRightLogical(x, 8);
            c10 = Add(c10, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c11 = Add(c11, xEven, xOdd, b1Even, b1Odd);
            x = Vector256.Create(a2[p]).AsInt16();
            xEven = x & Vector256.Create((short)0xFF);
            xOdd = Vector256.ShiftRightLogical(x, 8);
            c20 = Add(c20, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c21 = Add(c21, xEven, xOdd, b1Even, b1Odd);
            x = Vector256.Create(a3[p]).AsInt16();
            xEven = x & Vector256.Create((short)0xFF);
            xOdd = Vector256.ShiftRightLogical(x, 8);
            c30 = Add(c30, xEven, xOdd, b0Even, b0Odd);
            if (TVectors.Count > 1)
                c31 = Add(c31, xEven, xOdd, b1Even, b1Odd);
        }

        Store<TVectors>(tile, 0, c00, c01);
        Store<TVectors>(tile, 1, c10, c11);
        if (rows > 2)
            Store<TVectors>(tile, 2, c20, c21);
        if (rows > 3)
            Store<TVectors>(tile, 3, c30, c31);
    }

    // The first and third of the four weights of a lane, widened to 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Words Even(Words weights) => Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(weights, 8), 8);

    // The second and fourth.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Words Odd(Words weights) => Vector256.ShiftRightArithmetic(weights, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Ints Add(Ints sums, Words xEven, Words xOdd, Words bEven, Words bOdd) =>
        sums + (Avx2.MultiplyAddAdjacent(xEven, bEven) + Avx2.MultiplyAddAdjacent(xOdd, bOdd));

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

        Vec scaled = Vector256.ConvertToSingle(sums) * tile->RowScales[row];
        Vec result = Vector256.FusedMultiplyAdd(scaled, Vector256.Load(tile->Scales + column), Vector256.Load(tile->Biases + column));
        Vector256.FusedMultiplyAdd(Vector256.Load(tile->ColumnSums + column), Vector256.Create(tile->RowCenters[row]), result).Store(c + column);
    }
}
