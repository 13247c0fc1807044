using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Elementwise;

/// <summary>Activation functions over a span, in place.</summary>
/// <remarks>
/// All elementwise kernels are written once, in vectors of 512 bits, which the compiler splits into narrower ones where the processor has no wider.
/// The tail runs through the same code in a padded vector, so that an element's value does not depend on its place.
/// </remarks>
static class Activations
{
    /// <summary>Applies a function to each element.</summary>
    public static void Apply(Activation activation, Span<float> values)
    {
        switch (activation)
        {
            case Activation.Identity:
                return;
            case Activation.Gelu:
                ForEach<Gelu>(values);
                return;
            case Activation.GeluTanh:
                ForEach<GeluTanh>(values);
                return;
            case Activation.Relu:
                ForEach<Relu>(values);
                return;
            case Activation.Silu:
                ForEach<Silu>(values);
                return;
            case Activation.Tanh:
                ForEach<Tanh>(values);
                return;
            case Activation.Sigmoid:
                ForEach<Sigmoid>(values);
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ForEach<TFunction>(Span<float> values)
        where TFunction : struct, IFunction
    {
        ref float start = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i + Vec.Count <= values.Length; i += Vec.Count)
            TFunction.Invoke(Vector512.LoadUnsafe(ref start, (nuint)i)).StoreUnsafe(ref start, (nuint)i);
        if (i < values.Length)
        {
            Span<float> tail = stackalloc float[Vec.Count];
            tail.Clear();
            values[i..].CopyTo(tail);
            TFunction.Invoke(Vector512.Create<float>(tail)).CopyTo(tail);
            tail[..(values.Length - i)].CopyTo(values[i..]);
        }
    }

    interface IFunction
    {
        static abstract Vec Invoke(Vec x);
    }

    readonly struct Gelu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vec Invoke(Vec x)
        {
            Vec half = x * 0.5f;
            return Vector512.MultiplyAddEstimate(half, VectorMath.Erf(x * 0.70710678118654752f), half);
        }
    }

    readonly struct GeluTanh : IFunction
    {
        // 0.5 (1 + tanh u) is the sigmoid of 2u.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vec Invoke(Vec x)
        {
            Vec u = x * 1.5957691216057308f * Vector512.MultiplyAddEstimate(x * x, Vector512.Create(0.044715f), Vec.One);
            return x * Sigmoid.Invoke(u);
        }
    }

    readonly struct Relu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vec Invoke(Vec x) => Vector512.Max(x, Vec.Zero);
    }

    readonly struct Silu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vec Invoke(Vec x) => x * Sigmoid.Invoke(x);
    }

    readonly struct Tanh : IFunction
    {
        // 2 sigmoid(2x) - 1 would lose the digits of small results; they are few and only stand in heads, so the exact scalar function serves.
        public static Vec Invoke(Vec x)
        {
            Span<float> lanes = stackalloc float[Vec.Count];
            x.CopyTo(lanes);
            for (int i = 0; i < lanes.Length; i++)
                lanes[i] = MathF.Tanh(lanes[i]);
            return Vector512.Create<float>(lanes);
        }
    }

    readonly struct Sigmoid : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vec Invoke(Vec x) => Vec.One / (Vec.One + VectorMath.Exp(-x));
    }
}
