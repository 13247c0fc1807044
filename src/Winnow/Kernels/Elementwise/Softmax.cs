using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Elementwise;

/// <summary>The softmax of one row of attention scores, without its division.</summary>
static class Softmax
{
    /// <summary>Computes <c>scores[i] = exp(scores[i] - max)</c> in place and returns 1 / the sum of the results.</summary>
    /// <remarks>
    /// The division is left to the caller, who does it on the weighted sum of values: a head has 32 or 64 of these where the row may have thousands.
    /// The largest score becomes 1, so that the sum is never 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(Span<float> scores)
    {
        ref float start = ref MemoryMarshal.GetReference(scores);
        int length = scores.Length;
        Vec maxima = Vector512.Create(float.NegativeInfinity);
        int i = 0;
        for (; i + Vec.Count <= length; i += Vec.Count)
            maxima = Vector512.Max(maxima, Vector512.LoadUnsafe(ref start, (nuint)i));
        float max = VectorMath.MaxAcross(maxima);
        for (; i < length; i++)
            max = MathF.Max(max, scores[i]);

        Vec sums = Vec.Zero;
        for (i = 0; i + Vec.Count <= length; i += Vec.Count)
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
}
