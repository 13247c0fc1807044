using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Winnow.Kernels.MatMul;

/// <summary>Turns rows into columns, for packing weights and keys.</summary>
static unsafe class Transpose
{
    /// <summary>Writes <c>target[column * targetStride + row] = source[row * sourceStride + column]</c>.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="sourceStride">Floats from one row of the source to the next.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="target">The place of the first row's first element.</param>
    /// <param name="targetStride">Floats from one row of the target, a column of the source, to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        int row = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; row + 4 <= rows; row += 4)
            {
                float* s = source + row * sourceStride;
                float* t = target + row;
                int column = 0;
                for (; column + 4 <= columns; column += 4, s += 4)
                {
                    Block4x4(s, sourceStride, t, targetStride);
                    t += 4 * targetStride;
                }

                for (; column < columns; column++, s++, t += targetStride)
                {
                    t[0] = s[0];
                    t[1] = s[sourceStride];
                    t[2] = s[2 * sourceStride];
                    t[3] = s[3 * sourceStride];
                }
            }
        }

        for (; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                target[column * targetStride + row] = source[row * sourceStride + column];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Block4x4(float* source, nint sourceStride, float* target, nint targetStride)
    {
        Vector128<float> a = Vector128.Load(source);
        Vector128<float> b = Vector128.Load(source + sourceStride);
        Vector128<float> c = Vector128.Load(source + 2 * sourceStride);
        Vector128<float> d = Vector128.Load(source + 3 * sourceStride);
        // a0 c0 a1 c1, a2 c2 a3 c3, b0 d0 b1 d1, b2 d2 b3 d3: the halves that interleave to the columns.
        Vector128<float> acLow = Interleave(a, c, 0), acHigh = Interleave(a, c, 2);
        Vector128<float> bdLow = Interleave(b, d, 0), bdHigh = Interleave(b, d, 2);
        Interleave(acLow, bdLow, 0).Store(target);
        Interleave(acLow, bdLow, 2).Store(target + targetStride);
        Interleave(acHigh, bdHigh, 0).Store(target + 2 * targetStride);
        Interleave(acHigh, bdHigh, 2).Store(target + 3 * targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Interleave(Vector128<float> a, Vector128<float> b, int from)
    {
        if (System.Runtime.Intrinsics.X86.Sse.IsSupported)
            return from == 0 ? System.Runtime.Intrinsics.X86.Sse.UnpackLow(a, b) : System.Runtime.Intrinsics.X86.Sse.UnpackHigh(a, b);
        if (System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported)
            return from == 0 ? System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipLow(a, b) : System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipHigh(a, b);
        return Vector128.Create(a[from], b[from], a[from + 1], b[from + 1]);
    }
}
