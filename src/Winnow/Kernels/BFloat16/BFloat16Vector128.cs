using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.MatMul;
using Ints = System.Runtime.Intrinsics.Vector128<int>;
using Vec = System.Runtime.Intrinsics.Vector128<float>;

namespace Winnow.Kernels.BFloat16;

/// <summary>Tiles of 4 x 12 in 128-bit vectors, on any processor that has them (AdvSimd, SSE): groups are widened in registers and multiplied as float32.</summary>
/// <remarks>
/// The shape is that of the AVX2 kernel, for 16 registers. Whether the processor fuses products and sums makes no difference, since the products are exact.
/// </remarks>
sealed unsafe class BFloat16Vector128 : BFloat16Kernel
{
    const int Rows = 4;
    const int Width = 4;

    public override string Name => "vector128";

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
        // A full tile costs as much as some single rows, so the last one or two rows of a product go alone.
        if (rows <= 2)
        {
            for (int row = 0; row < rows; row++)
                Row<TVectors>(row, tile);
        }
        else
        {
            Full<TVectors>(rows, tile);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Row<TVectors>(int row, DotTile* tile)
        where TVectors : struct, IVectorCount
    {
        Vec c0 = Vector128.Load((float*)tile->Starts);
        Vec c1 = TVectors.Count > 1 ? Vector128.Load((float*)tile->Starts + Width) : Vec.Zero;
        Vec c2 = TVectors.Count > 2 ? Vector128.Load((float*)tile->Starts + 2 * Width) : Vec.Zero;
        int* a = (int*)(tile->A + row * tile->AStride);
        int* b = (int*)tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += 3 * Width)
        {
            Vec b0 = Second(Vector128.Load(b));
            Vec b1 = TVectors.Count > 1 ? Second(Vector128.Load(b + Width)) : Vec.Zero;
            Vec b2 = TVectors.Count > 2 ? Second(Vector128.Load(b + 2 * Width)) : Vec.Zero;
            Add<TVectors>(Second(Vector128.Create(a[p])), b0, b1, b2, ref c0, ref c1, ref c2);
            b0 = First(Vector128.Load(b));
            b1 = TVectors.Count > 1 ? First(Vector128.Load(b + Width)) : Vec.Zero;
            b2 = TVectors.Count > 2 ? First(Vector128.Load(b + 2 * Width)) : Vec.Zero;
            Add<TVectors>(First(Vector128.Create(a[p])), b0, b1, b2, ref c0, ref c1, ref c2);
        }

        Store<TVectors>(tile->C + row * tile->CStride, c0, c1, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Full<TVectors>(int rows, DotTile* tile)
        where TVectors : struct, IVectorCount
    {
        Vec start0 = Vector128.Load((float*)tile->Starts);
        Vec start1 = TVectors.Count > 1 ? Vector128.Load((float*)tile->Starts + Width) : Vec.Zero;
        Vec start2 = TVectors.Count > 2 ? Vector128.Load((float*)tile->Starts + 2 * Width) : Vec.Zero;
        // Rows that a short tile lacks repeat its last row and are not stored.
        int last = rows - 1;
        nint stride = tile->AStride;
        int* a0 = (int*)tile->A;
        int* a1 = (int*)(tile->A + Math.Min(1, last) * stride);
        int* a2 = (int*)(tile->A + Math.Min(2, last) * stride);
        int* a3 = (int*)(tile->A + Math.Min(3, last) * stride);
        Vec c00 = start0, c01 = start1, c02 = start2;
        Vec c10 = start0, c11 = start1, c12 = start2;
        Vec c20 = start0, c21 = start1, c22 = start2;
        Vec c30 = start0, c31 = start1, c32 = start2;
        int* b = (int*)tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += 3 * Width)
        {
            Vec b0 = Second(Vector128.Load(b));
            Vec b1 = TVectors.Count > 1 ? Second(Vector128.Load(b + Width)) : Vec.Zero;
            Vec b2 = TVectors.Count > 2 ? Second(Vector128.Load(b + 2 * Width)) : Vec.Zero;
            Add<TVectors>(Second(Vector128.Create(a0[p])), b0, b1, b2, ref c00, ref c01, ref c02);
            Add<TVectors>(Second(Vector128.Create(a1[p])), b0, b1, b2, ref c10, ref c11, ref c12);
            Add<TVectors>(Second(Vector128.Create(a2[p])), b0, b1, b2, ref c20, ref c21, ref c22);
            Add<TVectors>(Second(Vector128.Create(a3[p])), b0, b1, b2, ref c30, ref c31, ref c32);
            b0 = First(Vector128.Load(b));
            b1 = TVectors.Count > 1 ? First(Vector128.Load(b + Width)) : Vec.Zero;
            b2 = TVectors.Count > 2 ? First(Vector128.Load(b + 2 * Width)) : Vec.Zero;
            Add<TVectors>(First(Vector128.Create(a0[p])), b0, b1, b2, ref c00, ref c01, ref c02);
            Add<TVectors>(First(Vector128.Create(a1[p])), b0, b1, b2, ref c10, ref c11, ref c12);
            Add<TVectors>(First(Vector128.Create(a2[p])), b0, b1, b2, ref c20, ref c21, ref c22);
            Add<TVectors>(First(Vector128.Create(a3[p])), b0, b1, b2, ref c30, ref c31, ref c32);
        }

        float* c = tile->C;
        nint cStride = tile->CStride;
        Store<TVectors>(c, c00, c01, c02);
        Store<TVectors>(c + cStride, c10, c11, c12);
        Store<TVectors>(c + 2 * cStride, c20, c21, c22);
        if (rows > 3)
            Store<TVectors>(c + 3 * cStride, c30, c31, c32);
    }

    // The numbers of a group as floats, each the upper half of one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vec Second(Ints group) => (group & Vector128.Create(-65536)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vec First(Ints group) => Vector128.ShiftLeft(group, 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add<TVectors>(Vec x, Vec b0, Vec b1, Vec b2, ref Vec c0, ref Vec c1, ref Vec c2)
        where TVectors : struct, IVectorCount
    {
        c0 = Vector128.MultiplyAddEstimate(x, b0, c0);
        if (TVectors.Count > 1)
            c1 = Vector128.MultiplyAddEstimate(x, b1, c1);
        if (TVectors.Count > 2)
            c2 = Vector128.MultiplyAddEstimate(x, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store<TVectors>(float* c, Vec c0, Vec c1, Vec c2)
        where TVectors : struct, IVectorCount
    {
        c0.Store(c);
        if (TVectors.Count > 1)
            c1.Store(c + Width);
        if (TVectors.Count > 2)
            c2.Store(c + 2 * Width);
    }
}
