using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Elementwise;

/// <summary>The softmax of one row of attention scores, without its division: as floats in place, or as 16-bit integers.</summary>
static unsafe class Softmax
{
    const float Log2E = 1.44269504f;

    // 1.5 * 2^23: adding it rounds to an integer, ties to even, and leaves that in the low bits.
    const float Rounding = 12582912f;

    /// <summary>The largest of the weights that <see cref="Weights"/> gives.</summary>
    public const int LargestWeight = 8191;

    /// <summary>Computes <c>scores[i] = exp(scores[i] - max)</c> in place and returns 1 / the sum of the results.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="max">The largest of them.</param>
    /// <remarks>
    /// The division is left to the caller, who does it on the weighted sum of values: a head has 32 or 64 of these where the row may have thousands.
    /// The largest score becomes 1, so that the sum is never 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(Span<float> scores, float max)
    {
        ref float start = ref MemoryMarshal.GetReference(scores);
        int length = scores.Length;
        Vec sums = Vec.Zero;
        int i = 0;
        for (; i + Vec.Count <= length; i += Vec.Count)
        {
            Vec value = VectorMath.Exp(Vector512.LoadUnsafe(ref start, (nuint)i) - Vector512.Create(max));
            value.StoreUnsafe(ref start, (nuint)i);
            sums += value;
        }

        float sum = Vector512.Sum(sums);
        if (i < length)
        {
            Span<float> tail = stackalloc float[Vec.Count];
            tail.Fill(float.NegativeInfinity);
            scores[i..].CopyTo(tail);
            VectorMath.Exp(Vector512.Create<float>(tail) - Vector512.Create(max)).CopyTo(tail);
            tail[..(length - i)].CopyTo(scores[i..]);
            foreach (float value in scores[i..])
                sum += value;
        }

        return 1 / sum;
    }

    /// <summary>Computes <c>weights[i] = round(8191 exp(scores[i] - max))</c> for rows.</summary>
    /// <param name="scores">The scores of the first row, each at most max. Up to 15 floats behind the last of a row are read, and no matter.</param>
    /// <param name="stride">Elements from one row to the next, of scores and of weights.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="count">The number of scores of a row.</param>
    /// <param name="maxima">A number for each row.</param>
    /// <param name="weights">Receives the weights, and zeros up to a whole vector of 16 in each row.</param>
    /// <param name="rowSums">Receives the sum of the weights of each row; NaN where the row's maximum is no finite number.</param>
    /// <remarks>
    /// exp(x) = 2^n 2^r with n = round(x log2 e) and |r| at most 1/2; 2^r by a polynomial of degree 4 (relative error 3.5e-6, a seventeenth of half a step of the largest weight).
    /// Weights below 1/16382 become 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights(float* scores, nint stride, int rows, int count, float* maxima, short* weights, float* rowSums)
    {
        int whole = count / Vec.Count, vectors = (count + Vec.Count - 1) / Vec.Count;
        Vector512<int> tail = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count - whole * Vec.Count));
        for (int row = 0; row < rows; row++, scores += stride, weights += stride)
        {
            Vec maximum = Vector512.Create(maxima[row]);
            Vector512<int> sums = Vector512<int>.Zero;
            for (int i = 0; i < whole; i++)
            {
                Vector512<int> weight = Weight(Vector512.Load(scores + i * Vec.Count) - maximum);
                VectorMath.ToInt16(weight).Store(weights + i * Vec.Count);
                sums += weight;
            }

            if (whole < vectors)
            {
                Vec score = Vector512.ConditionalSelect(tail.AsSingle(), Vector512.Load(scores + whole * Vec.Count) - maximum, Vector512.Create(float.NegativeInfinity));
                Vector512<int> weight = Weight(score);
                VectorMath.ToInt16(weight).Store(weights + whole * Vec.Count);
                sums += weight;
            }

            // Each of the summed words holds the bits of the rounding constant beside its weight; int32 wraps, and so does their product.
            int sum = unchecked(Vector512.Sum(sums) - vectors * Vec.Count * BitConverter.SingleToInt32Bits(Rounding));
            rowSums[row] = float.IsFinite(maxima[row]) ? sum : float.NaN;
        }
    }

    // The bits of round(8191 exp(x)), x at most 0, above those of the rounding constant.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Weight(Vec x)
    {
        // The maximum was subtracted before x is multiplied, so that the largest score becomes exactly 0 whatever its size, and no weight grows past the largest.
        // e^-20 is far below half a weight, and keeps the exponent in range.
        x = Vector512.MaxNative(x, Vector512.Create(-20f));
        Vec shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(Log2E), Vector512.Create(Rounding));
        Vec r = Vector512.MultiplyAddEstimate(x, Vector512.Create(Log2E), Vector512.Create(Rounding) - shifted);
        Vec p = Vector512.Create(79.1772245f);
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(458.056904f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(1967.67061f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(5677.35448f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(8191f));
        // n lies in the low bits of what was rounded; there it is added to the exponent.
        Vec power = (p.AsInt32() + Vector512.ShiftLeft(shifted.AsInt32(), 23)).AsSingle();
        return (power + Vector512.Create(Rounding)).AsInt32();
    }
}
