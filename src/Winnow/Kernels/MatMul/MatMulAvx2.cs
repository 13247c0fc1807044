using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vec = System.Runtime.Intrinsics.Vector256<float>;

namespace Winnow.Kernels.MatMul;

/// <summary>Tiles of 4 x 24 in AVX2 with FMA.</summary>
/// <remarks>
/// The 16 vector registers hold 12 sums, 3 vectors of a step of B and an element of A for all lanes: all of them are in use.
/// </remarks>
sealed unsafe class MatMulAvx2 : MatMulKernel
{
    const int Rows = 4;
    const int Width = 8;

    public override string Name => "avx2";

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
        Vec c0 = bias == null ? Vec.Zero : Vector256.Load(bias);
        Vec c1 = TVectors.Count < 2 || bias == null ? Vec.Zero : Vector256.Load(bias + Width);
        Vec c2 = TVectors.Count < 3 || bias == null ? Vec.Zero : Vector256.Load(bias + 2 * Width);
        for (int p = 0; p < k; p++, b += bStride)
        {
            Vec x = Vector256.Create(a[p]);
            c0 = Fma.MultiplyAdd(x, Vector256.Load(b), c0);
            if (TVectors.Count > 1)
                c1 = Fma.MultiplyAdd(x, Vector256.Load(b + Width), c1);
            if (TVectors.Count > 2)
                c2 = Fma.MultiplyAdd(x, Vector256.Load(b + 2 * Width), c2);
        }

        Store<TVectors>(c, c0, c1, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Full<TVectors>(int rows, int k, float* a, nint aStride, float* b, nint bStride, float* bias, float* c, nint cStride)
        where TVectors : struct, IVectorCount
    {
        Vec bias0 = bias == null ? Vec.Zero : Vector256.Load(bias);
        Vec bias1 = TVectors.Count < 2 || bias == null ? Vec.Zero : Vector256.Load(bias + Width);
        Vec bias2 = TVectors.Count < 3 || bias == null ? Vec.Zero : Vector256.Load(bias + 2 * Width);
        // Rows that a short tile lacks repeat its last row and are not stored.
        int last = rows - 1;
        float* a0 = a;
        float* a1 = a + Math.Min(1, last) * aStride;
        float* a2 = a + Math.Min(2, last) * aStride;
        float* a3 = a + Math.Min(3, last) * aStride;
        Vec c00 = bias0, c01 = bias1, c02 = bias2;
        Vec c10 = bias0, c11 = bias1, c12 = bias2;
        Vec c20 = bias0, c21 = bias1, c22 = bias2;
        Vec c30 = bias0, c31 = bias1, c32 = bias2;
        for (int p = 0; p < k; p++, b += bStride)
        {
            Vec b0 = Vector256.Load(b);
            Vec b1 = TVectors.Count > 1 ? Vector256.Load(b + Width) : Vec.Zero;
            Vec b2 = TVectors.Count > 2 ? Vector256.Load(b + 2 * Width) : Vec.Zero;
            Vec x = Vector256.Create(a0[p]);
            c00 = Fma.MultiplyAdd(x, b0, c00);
            if (TVectors.Count > 1)
                c01 = Fma.MultiplyAdd(x, b1, c01);
            if (TVectors.Count > 2)
                c02 = Fma.MultiplyAdd(x, b2, c02);
            x = Vector256.Create(a1[p]);
            c10 = Fma.MultiplyAdd(x, b0, c10);
            if (TVectors.Count > 1)
                c11 = Fma.MultiplyAdd(x, b1, c11);
            if (TVectors.Count > 2)
                c12 = Fma.MultiplyAdd(x, b2, c12);
            x = Vector256.Create(a2[p]);
            c20 = Fma.MultiplyAdd(x, b0, c20);
            if (TVectors.Count > 1)
                c21 = Fma.MultiplyAdd(x, b1, c21);
            if (TVectors.Count > 2)
                c22 = Fma.MultiplyAdd(x, b2, c22);
            x = Vector256.Create(a3[p]);
            c30 = Fma.MultiplyAdd(x, b0, c30);
            if (TVectors.Count > 1)
                c31 = Fma.MultiplyAdd(x, b1, c31);
            if (TVectors.Count > 2)
                c32 = Fma.MultiplyAdd(x, b2, c32);
        }

        Store<TVectors>(c, c00, c01, c02);
        Store<TVectors>(c + cStride, c10, c11, c12);
        Store<TVectors>(c + 2 * cStride, c20, c21, c22);
        if (rows > 3)
            Store<TVectors>(c + 3 * cStride, c30, c31, c32);
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
