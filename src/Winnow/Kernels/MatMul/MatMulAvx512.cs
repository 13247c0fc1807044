using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.MatMul;

/// <summary>Tiles of 8 x 48 in AVX-512.</summary>
/// <remarks>
/// Of the 32 vector registers 24 hold sums, 3 a step of B and 1 an element of A for all lanes. Each step of k loads 11 times for 24 multiply-adds, so the two
/// multiply-add units, not the loads, set the pace; 24 independent sums hide the latency of 4 cycles. Eight row pointers are what the general registers hold.
/// </remarks>
sealed unsafe class MatMulAvx512 : MatMulKernel
{
    const int Rows = 8;
    const int Width = 16;

    public override string Name => "avx512";

    public override int TileRows => Rows;

    public override int PanelColumns => 3 * Width;

    public override int VectorColumns => Width;

    public override void Tile(int rows, int columns, int k, float* a, nint aStride, float* b, nint bStride, float* bias, float* c, nint cStride)
    {
        if (columns > 2 * Width)
            Tile<ThreeVectors>(rows, k, a, aStride, b, bStride, bias, c, cStride);
        else if (columns > Width)
            Tile<TwoVectors>(rows, k, a, aStride, b, bStride, bias, c, cStride);
        else
            Tile<OneVector>(rows, k, a, aStride, b, bStride, bias, c, cStride);
    }

    static void Tile<TVectors>(int rows, int k, float* a, nint aStride, float* b, nint bStride, float* bias, float* c, nint cStride)
        where TVectors : struct, IVectorCount
    {
        // A full tile costs as much as some single rows, so the last one or two rows of a product go alone.
        if (rows <= 2)
        {
            for (int row = 0; row < rows; row++)
                Row<TVectors>(k, a + row * aStride, b, bStride, bias, c + row * cStride);
        }
        else
        {
            Full<TVectors>(rows, k, a, aStride, b, bStride, bias, c, cStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Row<TVectors>(int k, float* a, float* b, nint bStride, float* bias, float* c)
        where TVectors : struct, IVectorCount
    {
        Vec c0 = bias == null ? Vec.Zero : Vector512.Load(bias);
        Vec c1 = TVectors.Count < 2 || bias == null ? Vec.Zero : Vector512.Load(bias + Width);
        Vec c2 = TVectors.Count < 3 || bias == null ? Vec.Zero : Vector512.Load(bias + 2 * Width);
        for (int p = 0; p < k; p++, b += bStride)
        {
            Vec x = Vector512.Create(a[p]);
            c0 = Avx512F.FusedMultiplyAdd(x, Vector512.Load(b), c0);
            if (TVectors.Count > 1)
                c1 = Avx512F.FusedMultiplyAdd(x, Vector512.Load(b + Width), c1);
            if (TVectors.Count > 2)
                c2 = Avx512F.FusedMultiplyAdd(x, Vector512.Load(b + 2 * Width), c2);
        }

        Store<TVectors>(c, c0, c1, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Full<TVectors>(int rows, int k, float* a, nint aStride, float* b, nint bStride, float* bias, float* c, nint cStride)
        where TVectors : struct, IVectorCount
    {
        Vec bias0 = bias == null ? Vec.Zero : Vector512.Load(bias);
        Vec bias1 = TVectors.Count < 2 || bias == null ? Vec.Zero : Vector512.Load(bias + Width);
        Vec bias2 = TVectors.Count < 3 || bias == null ? Vec.Zero : Vector512.Load(bias + 2 * Width);
        // Rows that a short tile lacks repeat its last row and are not stored.
        int last = rows - 1;
        float* a0 = a;
        float* a1 = a + Math.Min(1, last) * aStride;
        float* a2 = a + Math.Min(2, last) * aStride;
        float* a3 = a + Math.Min(3, last) * aStride;
        float* a4 = a + Math.Min(4, last) * aStride;
        float* a5 = a + Math.Min(5, last) * aStride;
        float* a6 = a + Math.Min(6, last) * aStride;
        float* a7 = a + Math.Min(7, last) * aStride;
        Vec c00 = bias0, c01 = bias1, c02 = bias2;
        Vec c10 = bias0, c11 = bias1, c12 = bias2;
        Vec c20 = bias0, c21 = bias1, c22 = bias2;
        Vec c30 = bias0, c31 = bias1, c32 = bias2;
        Vec c40 = bias0, c41 = bias1, c42 = bias2;
        Vec c50 = bias0, c51 = bias1, c52 = bias2;
        Vec c60 = bias0, c61 = bias1, c62 = bias2;
        Vec c70 = bias0, c71 = bias1, c72 = bias2;
        for (int p = 0; p < k; p++, b += bStride)
        {
            Vec b0 = Vector512.Load(b);
            Vec b1 = TVectors.Count > 1 ? Vector512.Load(b + Width) : Vec.Zero;
            Vec b2 = TVectors.Count > 2 ? Vector512.Load(b + 2 * Width) : Vec.Zero;
            Vec x = Vector512.Create(a0[p]);
            c00 = Avx512F.FusedMultiplyAdd(x, b0, c00);
            if (TVectors.Count > 1)
                c01 = Avx512F.FusedMultiplyAdd(x, b1, c01);
            if (TVectors.Count > 2)
                c02 = Avx512F.FusedMultiplyAdd(x, b2, c02);
            x = Vector512.Create(a1[p]);
            c10 = Avx512F.FusedMultiplyAdd(x, b0, c10);
            if (TVectors.Count > 1)
                c11 = Avx512F.FusedMultiplyAdd(x, b1, c11);
            if (TVectors.Count > 2)
                c12 = Avx512F.FusedMultiplyAdd(x, b2, c12);
            x = Vector512.Create(a2[p]);
            c20 = Avx512F.FusedMultiplyAdd(x, b0, c20);
            if (TVectors.Count > 1)
                c21 = Avx512F.FusedMultiplyAdd(x, b1, c21);
            if (TVectors.Count > 2)
                c22 = Avx512F.FusedMultiplyAdd(x, b2, c22);
            x = Vector512.Create(a3[p]);
            c30 = Avx512F.FusedMultiplyAdd(x, b0, c30);
            if (TVectors.Count > 1)
                c31 = Avx512F.FusedMultiplyAdd(x, b1, c31);
            if (TVectors.Count > 2)
                c32 = Avx512F.FusedMultiplyAdd(x, b2, c32);
            x = Vector512.Create(a4[p]);
            c40 = Avx512F.FusedMultiplyAdd(x, b0, c40);
            if (TVectors.Count > 1)
                c41 = Avx512F.FusedMultiplyAdd(x, b1, c41);
            if (TVectors.Count > 2)
                c42 = Avx512F.FusedMultiplyAdd(x, b2, c42);
            x = Vector512.Create(a5[p]);
            c50 = Avx512F.FusedMultiplyAdd(x, b0, c50);
            if (TVectors.Count > 1)
                c51 = Avx512F.FusedMultiplyAdd(x, b1, c51);
            if (TVectors.Count > 2)
                c52 = Avx512F.FusedMultiplyAdd(x, b2, c52);
            x = Vector512.Create(a6[p]);
            c60 = Avx512F.FusedMultiplyAdd(x, b0, c60);
            if (TVectors.Count > 1)
                c61 = Avx512F.FusedMultiplyAdd(x, b1, c61);
            if (TVectors.Count > 2)
                c62 = Avx512F.FusedMultiplyAdd(x, b2, c62);
            x = Vector512.Create(a7[p]);
            c70 = Avx512F.FusedMultiplyAdd(x, b0, c70);
            if (TVectors.Count > 1)
                c71 = Avx512F.FusedMultiplyAdd(x, b1, c71);
            if (TVectors.Count > 2)
                c72 = Avx512F.FusedMultiplyAdd(x, b2, c72);
        }

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
