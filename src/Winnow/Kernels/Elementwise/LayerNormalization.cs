using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Elementwise;

/// <summary>Layer normalisation of one row.</summary>
static class LayerNormalization
{
    /// <summary>Computes <c>target = (x - mean(x)) / sqrt(var(x) + epsilon) * weight + bias</c> with the biased variance.</summary>
    /// <param name="x">The row. It may be the target.</param>
    /// <param name="weight">One factor an element.</param>
    /// <param name="bias">One addend an element, or empty for none.</param>
    /// <param name="epsilon">Added to the variance; a row of equal elements gives the bias.</param>
    /// <param name="target">The result, as long as x.</param>
    /// <remarks>Two passes over the row (mean, then squared distances) instead of one with E[x^2] - E[x]^2, which loses digits when the mean is large.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon, Span<float> target)
    {
        int length = target.Length;
        ref float source = ref MemoryMarshal.GetReference(x);
        // Two chains of sums: one alone would wait for itself.
        Vec sums = Vec.Zero, otherSums = Vec.Zero;
        int i = 0;
        for (; i + 2 * Vec.Count <= length; i += 2 * Vec.Count)
        {
            sums += Vector512.LoadUnsafe(ref source, (nuint)i);
            otherSums += Vector512.LoadUnsafe(ref source, (nuint)(i + Vec.Count));
        }

        float sum = Vector512.Sum(sums + otherSums);
        for (; i < length; i++)
            sum += x[i];
        Normalize(x, sum / length, weight, bias, epsilon, target);
    }

    /// <summary>Computes <c>x = norm(x + addend)</c> with <see cref="Apply"/>'s norm, to the bits of a sum before it.</summary>
    /// <param name="x">The row.</param>
    /// <param name="addend">What is added to it.</param>
    /// <param name="weight">One factor an element.</param>
    /// <param name="bias">One addend an element, or empty for none.</param>
    /// <param name="epsilon">Added to the variance.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAndApply(Span<float> x, ReadOnlySpan<float> addend, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon)
    {
        int length = x.Length;
        ref float target = ref MemoryMarshal.GetReference(x);
        ref float other = ref MemoryMarshal.GetReference(addend);
        Vec sums = Vec.Zero, otherSums = Vec.Zero;
        int i = 0;
        for (; i + 2 * Vec.Count <= length; i += 2 * Vec.Count)
        {
            nuint first = (nuint)i, second = (nuint)(i + Vec.Count);
            Vec a = Vector512.LoadUnsafe(ref target, first) + Vector512.LoadUnsafe(ref other, first);
            Vec b = Vector512.LoadUnsafe(ref target, second) + Vector512.LoadUnsafe(ref other, second);
            a.StoreUnsafe(ref target, first);
            b.StoreUnsafe(ref target, second);
            sums += a;
            otherSums += b;
        }

        float sum = Vector512.Sum(sums + otherSums);
        for (; i < length; i++)
        {
            x[i] += addend[i];
            sum += x[i];
        }

        Normalize(x, sum / length, weight, bias, epsilon, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Normalize(ReadOnlySpan<float> x, float mean, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon, Span<float> target)
    {
        int length = target.Length;
        ref float source = ref MemoryMarshal.GetReference(x);
        ref float weights = ref MemoryMarshal.GetReference(weight);
        ref float biases = ref MemoryMarshal.GetReference(bias);
        ref float result = ref MemoryMarshal.GetReference(target);
        Vec means = Vector512.Create(mean);
        Vec squares = Vec.Zero, otherSquares = Vec.Zero;
        int i = 0;
        for (; i + 2 * Vec.Count <= length; i += 2 * Vec.Count)
        {
            Vec distance = Vector512.LoadUnsafe(ref source, (nuint)i) - means;
            Vec otherDistance = Vector512.LoadUnsafe(ref source, (nuint)(i + Vec.Count)) - means;
            squares = Vector512.MultiplyAddEstimate(distance, distance, squares);
            otherSquares = Vector512.MultiplyAddEstimate(otherDistance, otherDistance, otherSquares);
        }

        float square = Vector512.Sum(squares + otherSquares);
        for (; i < length; i++)
            square += (x[i] - mean) * (x[i] - mean);
        // A row of equal elements with epsilon 0 would divide by zero.
        float variance = square / length + epsilon;
        float scale = variance > 0 ? 1 / MathF.Sqrt(variance) : 0;

        Vec scales = Vector512.Create(scale);
        for (i = 0; i + Vec.Count <= length; i += Vec.Count)
        {
            Vec value = (Vector512.LoadUnsafe(ref source, (nuint)i) - means) * scales * Vector512.LoadUnsafe(ref weights, (nuint)i);
            if (!bias.IsEmpty)
                value += Vector512.LoadUnsafe(ref biases, (nuint)i);
            value.StoreUnsafe(ref result, (nuint)i);
        }

        for (; i < length; i++)
            target[i] = (x[i] - mean) * scale * weight[i] + (bias.IsEmpty ? 0 : bias[i]);
    }
}
