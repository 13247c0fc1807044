using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Elementwise;

/// <summary>Products and sums of spans, element by element.</summary>
static class Products
{
    /// <summary>Computes <c>target[i] = a[i] * b[i]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> target)
    {
        ref float left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b);
        ref float result = ref MemoryMarshal.GetReference(target);
        int i = 0;
        for (; i + Vec.Count <= target.Length; i += Vec.Count)
            (Vector512.LoadUnsafe(ref left, (nuint)i) * Vector512.LoadUnsafe(ref right, (nuint)i)).StoreUnsafe(ref result, (nuint)i);
        for (; i < target.Length; i++)
            target[i] = a[i] * b[i];
    }

    /// <summary>Computes <c>values[i] *= factor</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(Span<float> values, float factor)
    {
        ref float start = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i + Vec.Count <= values.Length; i += Vec.Count)
            (Vector512.LoadUnsafe(ref start, (nuint)i) * factor).StoreUnsafe(ref start, (nuint)i);
        for (; i < values.Length; i++)
            values[i] *= factor;
    }

    /// <summary>Computes <c>target[i] += addend[i]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<float> target, ReadOnlySpan<float> addend)
    {
        ref float start = ref MemoryMarshal.GetReference(target);
        ref float other = ref MemoryMarshal.GetReference(addend);
        int i = 0;
        for (; i + Vec.Count <= target.Length; i += Vec.Count)
            (Vector512.LoadUnsafe(ref start, (nuint)i) + Vector512.LoadUnsafe(ref other, (nuint)i)).StoreUnsafe(ref start, (nuint)i);
        for (; i < target.Length; i++)
            target[i] += addend[i];
    }

    /// <summary>Computes <c>values[i] *= factor</c>.</summary>
    /// <returns>The largest result.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float ScaleAndFindMax(Span<float> values, float factor)
    {
        ref float start = ref MemoryMarshal.GetReference(values);
        Vec maxima = Vector512.Create(float.NegativeInfinity);
        int i = 0;
        for (; i + Vec.Count <= values.Length; i += Vec.Count)
        {
            Vec scaled = Vector512.LoadUnsafe(ref start, (nuint)i) * factor;
            scaled.StoreUnsafe(ref start, (nuint)i);
            maxima = Vector512.Max(maxima, scaled);
        }

        float max = VectorMath.MaxAcross(maxima);
        for (; i < values.Length; i++)
        {
            values[i] *= factor;
            max = MathF.Max(max, values[i]);
        }

        return max;
    }

    /// <summary>Computes <c>values[i] = values[i] * factor + addend</c>, rounded once or twice as the processor does it.</summary>
    /// <returns>The largest result.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float ScaleShiftAndFindMax(Span<float> values, float factor, float addend)
    {
        ref float start = ref MemoryMarshal.GetReference(values);
        Vec maxima = Vector512.Create(float.NegativeInfinity), factors = Vector512.Create(factor), addends = Vector512.Create(addend);
        int i = 0;
        for (; i + Vec.Count <= values.Length; i += Vec.Count)
        {
            Vec moved = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref start, (nuint)i), factors, addends);
            moved.StoreUnsafe(ref start, (nuint)i);
            // The processor's own maximum may pass over NaN, which the softmax keeps in its sum.
            maxima = Vector512.MaxNative(maxima, moved);
        }

        float max = VectorMath.MaxAcross(maxima);
        for (; i < values.Length; i++)
        {
            values[i] = MathF.FusedMultiplyAdd(values[i], factor, addend);
            max = MathF.Max(max, values[i]);
        }

        return max;
    }

    /// <summary>Computes <c>target[i] = target[i] * factor + addend[i]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleAndAdd(Span<float> target, float factor, ReadOnlySpan<float> addend)
    {
        ref float start = ref MemoryMarshal.GetReference(target);
        ref float other = ref MemoryMarshal.GetReference(addend);
        int i = 0;
        for (; i + Vec.Count <= target.Length; i += Vec.Count)
            (Vector512.LoadUnsafe(ref start, (nuint)i) * factor + Vector512.LoadUnsafe(ref other, (nuint)i)).StoreUnsafe(ref start, (nuint)i);
        for (; i < target.Length; i++)
            target[i] = target[i] * factor + addend[i];
    }
}
