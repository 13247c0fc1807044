using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.MatMul;
using Ints = System.Runtime.Intrinsics.Vector512<int>;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.BFloat16;

/// <summary>Tiles of 8 x 48 in AVX-512 without bfloat16 instructions: groups are widened in registers and multiplied as float32.</summary>
/// <remarks>
/// Of the 32 vector registers 24 hold sums, 3 one half of a group of B and 1 that of A. Widening costs an instruction for every load beside 48 fused
/// multiply-adds a group.
/// </remarks>
sealed unsafe class BFloat16Avx512 : BFloat16Kernel
{
    const int Rows = 8;
    const int Width = 16;

    public override string Name => "avx512";

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
        Vec c0 = Vector512.Load((float*)tile->Starts);
        Vec c1 = TVectors.Count > 1 ? Vector512.Load((float*)tile->Starts + Width) : Vec.Zero;
        Vec c2 = TVectors.Count > 2 ? Vector512.Load((float*)tile->Starts + 2 * Width) : Vec.Zero;
        int* a = (int*)(tile->A + row * tile->AStride);
        int* b = (int*)tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += 3 * Width)
        {
            Vec b0 = Second(Vector512.Load(b));
            Vec b1 = TVectors.Count > 1 ? Second(Vector512.Load(b + Width)) : Vec.Zero;
            Vec b2 = TVectors.Count > 2 ? Second(Vector512.Load(b + 2 * Width)) : Vec.Zero;
            Add<TVectors>(Second(Vector512.Create(a[p])), b0, b1, b2, ref c0, ref c1, ref c2);
            b0 = First(Vector512.Load(b));
            b1 = TVectors.Count > 1 ? First(Vector512.Load(b + Width)) : Vec.Zero;
            b2 = TVectors.Count > 2 ? First(Vector512.Load(b + 2 * Width)) : Vec.Zero;
            Add<TVectors>(First(Vector512.Create(a[p])), b0, b1, b2, ref c0, ref c1, ref c2);
        }

        Store<TVectors>(tile->C + row * tile->CStride, c0, c1, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Full<TVectors>(int rows, DotTile* tile)
        where TVectors : struct, IVectorCount
    {
        Vec start0 = Vector512.Load((float*)tile->Starts);
        Vec start1 = TVectors.Count > 1 ? Vector512.Load((float*)tile->Starts + Width) : Vec.Zero;
        Vec start2 = TVectors.Count > 2 ? Vector512.Load((float*)tile->Starts + 2 * Width) : Vec.Zero;
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
        Vec c00 = start0, c01 = start1, c02 = start2;
        Vec c10 = start0, c11 = start1, c12 = start2;
        Vec c20 = start0, c21 = start1, c22 = start2;
        Vec c30 = start0, c31 = start1, c32 = start2;
        Vec c40 = start0, c41 = start1, c42 = start2;
        Vec c50 = start0, c51 = start1, c52 = start2;
        Vec c60 = start0, c61 = start1, c62 = start2;
        Vec c70 = start0, c71 = start1, c72 = start2;
        int* b = (int*)tile->B;
        nint groups = tile->Groups;
        for (nint p = 0; p < groups; p++, b += 3 * Width)
        {
            Vec b0 = Second(Vector512.Load(b));
            Vec b1 = TVectors.Count > 1 ? Second(Vector512.Load(b + Width)) : Vec.Zero;
            Vec b2 = TVectors.Count > 2 ? Second(Vector512.Load(b + 2 * Width)) : Vec.Zero;
            Add<TVectors>(Second(Vector512.Create(a0[p])), b0, b1, b2, ref c00, ref c01, ref c02);
            Add<TVectors>(Second(Vector512.Create(a1[p])), b0, b1, b2, ref c10, ref c11, ref c12);
            Add<TVectors>(Second(Vector512.Create(a2[p])), b0, b1, b2, ref c20, ref c21, ref c22);
            Add<TVectors>(Second(Vector512.Create(a3[p])), b0, b1, b2, ref c30, ref c31, ref c32);
            Add<TVectors>(Second(Vector512.Create(a4[p])), b0, b1, b2, ref c40, ref c41, ref c42);
            Add<TVectors>(Second(Vector512.Create(a5[p])), b0, b1, b2, ref c50, ref c51, ref c52);
            Add<TVectors>(Second(Vector512.Create(a6[p])), b0, b1, b2, ref c60, ref c61, ref c62);
            Add<TVectors>(Second(Vector512.Create(a7[p])), b0, b1, b2, ref c70, ref c71, ref c72);
            b0 = First(Vector512.Load(b));
            b1 = TVectors.Count > 1 ? First(Vector512.Load(b + Width)) : Vec.Zero;
            b2 = TVectors.Count > 2 ? First(Vector512.Load(b + 2 * Width)) : Vec.Zero;
            Add<TVectors>(First(Vector512.Create(a0[p])), b0, b1, b2, ref c00, ref c01, ref c02);
            Add<TVectors>(First(Vector512.Create(a1[p])), b0, b1, b2, ref c10, ref c11, ref c12);
            Add<TVectors>(First(Vector512.Create(a2[p])), b0, b1, b2, ref c20, ref c21, ref c22);
            Add<TVectors>(First(Vector512.Create(a3[p])), b0, b1, b2, ref c30, ref c31, ref c32);
            Add<TVectors>(First(Vector512.Create(a4[p])), b0, b1, b2, ref c40, ref c41, ref c42);
            Add<TVectors>(First(Vector512.Create(a5[p])), b0, b1, b2, ref c50, ref c51, ref c52);
            Add<TVectors>(First(Vector512.Create(a6[p])), b0, b1, b2, ref c60, ref c61, ref c62);
            Add<TVectors>(First(Vector512.Create(a7[p])), b0, b1, b2, ref c70, ref c71, ref c72);
        }

        float* c = tile->C;
        nint cStride = tile->CStride;
        Store<TVectors>(c, c00, c01, c02);
        Store<TVectors>(c + cStride, c10, c11, c12);
        Store<TVectors>(c + 2 * cStride, c20, c21, c22);
        if (rows > 3)
            Store<TVectors>(c + 3 * cStride, c30, c31, c32);
        if (rows > 4)
            Store<TVectors>(c + 4 * cStride, c40, c41, c42);
        if (rows > 5)
            Store<TVectors>(c + 5 * cStride, c50, c51, c52);
        if (rows > 6)
            Store<TVectors>(c + 6 * cStride, c60, c61, c62);
        if (rows > 7)
            Store<TVectors>(c + 7 * cStride, c70, c71, c72);
    }

    // The numbers of a group as floats, each the upper half of one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vec Second(Ints group) => (group & Vector512.Create(-65536)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vec First(Ints group) => Vector512.ShiftLeft(group, 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add<TVectors>(Vec x, Vec b0, Vec b1, Vec b2, ref Vec c0, ref Vec c1, ref Vec c2)
        where TVectors : struct, IVectorCount
    {
        c0 = Avx512F.FusedMultiplyAdd(x, b0, c0);
        if (TVectors.Count > 1)
            c1 = Avx512F.FusedMultiplyAdd(x, b1, c1);
        if (TVectors.Count > 2)
            c2 = Avx512F.FusedMultiplyAdd(x, b2, c2);
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
