using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vec = System.Runtime.Intrinsics.Vector256<float>;

namespace Winnow.Kernels.Int16;

/// <summary>Eight columns of a matrix of floats as 16-bit integers with a scale a column, two rows side by side in a lane.</summary>
static unsafe class ColumnPairs
{
    /// <summary>The columns of one step. It divides the panels of all kernels.</summary>
    public const int Width = 8;

    // Below, limit / max would be near the largest float; what such a column contributes is lost in any sum.
    const float SmallestMax = 1e-30f;

    // 1.5 * 2^23: adding it rounds to an integer, ties to even, and leaves that in the low bits.
    const float Rounding = 12582912f;

    /// <summary>Finds the scales of the columns.</summary>
    /// <param name="x">The first row; whole vectors are read.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns that count, at most <see cref="Width"/>.</param>
    /// <param name="limit">The largest integer.</param>
    /// <param name="scales">Receives <c>max|x| / limit</c>, and 0 for columns that do not count.</param>
    /// <param name="factors">Receives <c>limit / max|x|</c>, and 0 for columns that do not count.</param>
    /// <returns>Whether all elements are finite numbers.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Scales(float* x, nint stride, int rows, int columns, int limit, float* scales, float* factors)
    {
        // Without their sign the bits of floats compare as integers do, with infinity and NaN above all.
        Vector256<int> most = Vector256<int>.Zero;
        for (int row = 0; row < rows; row++, x += stride)
            most = Vector256.Max(most, Vector256.Load((int*)x) & Vector256.Create(int.MaxValue));
        most &= Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(columns));
        Vec max = most.AsSingle();
        Vec counts = Vector256.GreaterThanOrEqual(max, Vector256.Create(SmallestMax));
        (Vector256.Create((float)limit) / max & counts).Store(factors);
        (max / Vector256.Create((float)limit) & counts).Store(scales);
        return Vector256.LessThanAll(most, Vector256.Create(float.PositiveInfinity).AsInt32());
    }

    /// <summary>Quantizes the columns and writes them in pairs of rows.</summary>
    /// <param name="x">The first row; whole vectors are read.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">The number of rows; a last one without a second is paired with zeros.</param>
    /// <param name="factors">What <see cref="Scales"/> gave.</param>
    /// <param name="target">The place of the first pair.</param>
    /// <param name="targetStride">Lanes from one pair to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* x, nint stride, int rows, float* factors, int* target, nint targetStride)
    {
        Vec factor = Vector256.Load(factors);
        int row = 0;
        for (; row + 2 <= rows; row += 2, x += 2 * stride, target += targetStride)
            (Round(x, factor) & Vector256.Create(0xFFFF) | Vector256.ShiftLeft(Round(x + stride, factor), 16)).Store(target);
        if (row < rows)
            (Round(x, factor) & Vector256.Create(0xFFFF)).Store(target);
    }

    // Columns that do not count have the factor 0; what is read there may be no number, but no number that counts is next to a column's own 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Round(float* x, Vec factor) => (Vector256.Load(x) * factor + Vector256.Create(Rounding)).AsInt32();
}
