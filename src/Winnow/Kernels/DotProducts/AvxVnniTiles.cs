using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Winnow.Kernels.MatMul;
using Ints = System.Runtime.Intrinsics.Vector256<int>;
using Vec = System.Runtime.Intrinsics.Vector256<float>;

namespace Winnow.Kernels.DotProducts;

/// <summary>Tiles of 4 x 24 in AVX-VNNI, the 256-bit form of the dot products that client processors have.</summary>
/// <typeparam name="TDot">The dot product.</typeparam>
/// <remarks>
/// The 16 vector registers hold 12 sums, 3 vectors of a group of B and one group of A for all lanes: all of them are in use.
/// </remarks>
static unsafe class AvxVnniTiles<TDot>
    where TDot : struct, AvxVnniTiles<TDot>.IDot
{
    /// <summary>The rows of a tile.</summary>
    public const int Rows = 4;

    /// <summary>The columns of a vector.</summary>
    public const int Width = 8;

    /// <summary>The columns of a panel.</summary>
    public const int PanelColumns = 3 * Width;

    const int VectorBytes = 32;
    const int GroupBytes = 3 * VectorBytes;

    /// <summary>A dot product of 32-bit lanes.</summary>
    public interface IDot
    {
        /// <summary>Gets whether rows of A have centers, as bytes do.</summary>
        static abstract bool IsCentered { get; }

        /// <summary>Adds the products of each lane to the lane's sum.</summary>
        static abstract Ints Add(Ints sums, Ints a, Ints b);
    }

    /// <summary>Computes a tile.</summary>
    public static void Run(int rows, int columns, DotTile* tile)
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
        Ints c00 = Vector256.Load(tile->Starts);
        Ints c01 = TVectors.Count > 1 ? Vector256.Load(tile->Starts + Width) : Ints.Zero;
        Ints c02 = TVectors.Count > 2 ? Vector256.Load(tile->Starts + 2 * Width) : Ints.Zero;
        int* a0 = (int*)tile->A;
        sbyte* b = tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += GroupBytes)
        {
            Ints b0 = Vector256.Load((int*)b);
            Ints b1 = TVectors.Count > 1 ? Vector256.Load((int*)(b + VectorBytes)) : Ints.Zero;
            Ints b2 = TVectors.Count > 2 ? Vector256.Load((int*)(b + 2 * VectorBytes)) : Ints.Zero;
            Ints x = Vector256.Create(a0[p]);
            c00 = TDot.Add(c00, x, b0);
            if (TVectors.Count > 1)
                c01 = TDot.Add(c01, x, b1);
            if (TVectors.Count > 2)
                c02 = TDot.Add(c02, x, b2);
        }

        Store<TVectors>(tile, 0, c00, c01, c02);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Full<TVectors>(int rows, DotTile* tile)
        where TVectors : struct, IVectorCount
    {
        Ints start0 = Vector256.Load(tile->Starts);
        Ints start1 = TVectors.Count > 1 ? Vector256.Load(tile->Starts + Width) : Ints.Zero;
        Ints start2 = TVectors.Count > 2 ? Vector256.Load(tile->Starts + 2 * Width) : Ints.Zero;
        // Rows that a short tile lacks repeat its last row and are not stored.
        int last = rows - 1;
        nint stride = tile->AStride;
        int* a0 = (int*)tile->A;
        int* a1 = (int*)(tile->A + Math.Min(1, last) * stride);
        int* a2 = (int*)(tile->A + Math.Min(2, last) * stride);
        int* a3 = (int*)(tile->A + Math.Min(3, last) * stride);
        Ints c00 = start0, c01 = start1, c02 = start2;
        Ints c10 = start0, c11 = start1, c12 = start2;
        Ints c20 = start0, c21 = start1, c22 = start2;
        Ints c30 = start0, c31 = start1, c32 = start2;
        sbyte* b = tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += GroupBytes)
        {
            Ints b0 = Vector256.Load((int*)b);
            Ints b1 = TVectors.Count > 1 ? Vector256.Load((int*)(b + VectorBytes)) : Ints.Zero;
            Ints b2 = TVectors.Count > 2 ? Vector256.Load((int*)(b + 2 * VectorBytes)) : Ints.Zero;
            Ints x = Vector256.Create(a0[p]);
            c00 = TDot.Add(c00, x, b0);
            if (TVectors.Count > 1)
                c01 = TDot.Add(c01, x, b1);
            if (TVectors.Count > 2)
                c02 = TDot.Add(c02, x, b2);
            x = Vector256.Create(a1[p]);
            c10 = TDot.Add(c10, x, b0);
            if (TVectors.Count > 1)
                c11 = TDot.Add(c11, x, b1);
            if (TVectors.Count > 2)
                c12 = TDot.Add(c12, x, b2);
            x = Vector256.Create(a2[p]);
            c20 = TDot.Add(c20, x, b0);
            if (TVectors.Count > 1)
                c21 = TDot.Add(c21, x, b1);
            if (TVectors.Count > 2)
                c22 = TDot.Add(c22, x, b2);
            x = Vector256.Create(a3[p]);
            c30 = TDot.Add(c30, x, b0);
            if (TVectors.Count > 1)
                c31 = TDot.Add(c31, x, b1);
            if (TVectors.Count > 2)
                c32 = TDot.Add(c32, x, b2);
        }

        Store<TVectors>(tile, 0, c00, c01, c02);
        Store<TVectors>(tile, 1, c10, c11, c12);
        if (rows > 2)
            Store<TVectors>(tile, 2, c20, c21, c22);
        if (rows > 3)
            Store<TVectors>(tile, 3, c30, c31, c32);
    }

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

        Vec scaled = Vector256.ConvertToSingle(sums) * tile->RowScales[row];
        Vec result = Vector256.FusedMultiplyAdd(scaled, Vector256.Load(tile->Scales + column), Vector256.Load(tile->Biases + column));
        if (TDot.IsCentered)
            result = Vector256.FusedMultiplyAdd(Vector256.Load(tile->ColumnSums + column), Vector256.Create(tile->RowCenters[row]), result);
        result.Store(c + column);
    }
}
