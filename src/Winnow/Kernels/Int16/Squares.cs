using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Winnow.Kernels.Int16;

/// <summary>Sums of the squares of 16-bit integers, for bounds of their products. The integers are small enough for the sums: <see cref="Int16Rows.Limit"/>.</summary>
static unsafe class Squares
{
    /// <summary>The columns of one step of <see cref="LargestSum"/>. It divides the panels of all kernels.</summary>
    public const int Columns = 8;

    /// <summary>Sums the squares of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Sum(short* x, int count)
    {
        Vector256<int> sums = Vector256<int>.Zero;
        int i = 0;
        for (; i + Vector256<short>.Count <= count; i += Vector256<short>.Count)
            sums += OfPairs(Vector256.Load(x + i));
        int sum = Vector256.Sum(sums);
        for (; i < count; i++)
            sum += x[i] * x[i];
        return sum;
    }

    /// <summary>Sums the squares of each of eight columns of a panel and gives the largest sum.</summary>
    /// <param name="x">The first pair of the first column; those of the other columns lie beside it.</param>
    /// <param name="pairs">The pairs of a column.</param>
    /// <param name="stride">Integers from one pair of a column to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int LargestSum(short* x, int pairs, nint stride)
    {
        Vector256<int> sums = Vector256<int>.Zero;
        for (int pair = 0; pair < pairs; pair++, x += stride)
            sums += OfPairs(Vector256.Load(x));
        Vector128<int> four = Vector128.Max(sums.GetLower(), sums.GetUpper());
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> OfPairs(Vector256<short> x)
    {
        if (Avx2.IsSupported)
            return Avx2.MultiplyAddAdjacent(x, x);
        Vector256<int> first = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(x.AsInt32(), 16), 16), second = Vector256.ShiftRightArithmetic(x.AsInt32(), 16);
        return first * first + second * second;
    }
}
