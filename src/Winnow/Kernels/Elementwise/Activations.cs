using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Elementwise;

/// <summary>Activation functions, in place or on the way from a tile to its rows.</summary>
/// <remarks>
/// All elementwise kernels are written once, in vectors of 512 bits, which the compiler splits into narrower ones where the processor has no wider.
/// The tail runs through the same code in a padded vector, so that an element's value does not depend on its place.
/// </remarks>
static unsafe class Activations
{
    /// <summary>Applies a function to each element.</summary>
    public static void Apply(Activation activation, Span<float> values)
    {
        fixed (float* start = values)
            Apply(activation, start, null, 0, 1, values.Length, start, 0);
    }

    /// <summary>Computes <c>y = activation(x)</c>, or <c>y = activation(x) * factor</c>, for rows.</summary>
    /// <param name="activation">The function.</param>
    /// <param name="x">The first row. It may be y.</param>
    /// <param name="factors">The first row of factors, as far apart as those of x, or null for none.</param>
    /// <param name="stride">Floats from one row of x to the next.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="y">The first result.</param>
    /// <param name="yStride">Floats from one row of y to the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">The activation is unknown.</exception>
    public static void Apply(Activation activation, float* x, float* factors, nint stride, int rows, int columns, float* y, nint yStride)
    {
        switch (activation)
        {
            case Activation.Identity:
                Rows<Identity>(x, factors, stride, rows, columns, y, yStride);
                return;
            case Activation.Gelu:
                Rows<Gelu>(x, factors, stride, rows, columns, y, yStride);
                return;
            case Activation.GeluNear:
                Rows<GeluNear>(x, factors, stride, rows, columns, y, yStride);
                return;
            case Activation.GeluTanh:
                Rows<GeluTanh>(x, factors, stride, rows, columns, y, yStride);
                return;
            case Activation.Relu:
                Rows<Relu>(x, factors, stride, rows, columns, y, yStride);
                return;
            case Activation.Silu:
                Rows<Silu>(x, factors, stride, rows, columns, y, yStride);
                return;
            case Activation.Tanh:
                Rows<Tanh>(x, factors, stride, rows, columns, y, yStride);
                return;
            case Activation.Sigmoid:
                Rows<Sigmoid>(x, factors, stride, rows, columns, y, yStride);
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Rows<TFunction>(float* x, float* factors, nint stride, int rows, int columns, float* y, nint yStride)
        where TFunction : struct, IFunction
    {
        int whole = columns / Vec.Count * Vec.Count;
        for (int row = 0; row < rows; row++, x += stride, y += yStride)
        {
            if (factors == null)
            {
                for (int i = 0; i < whole; i += Vec.Count)
                    TFunction.Invoke(Vector512.Load(x + i)).Store(y + i);
            }
            else
            {
                for (int i = 0; i < whole; i += Vec.Count)
                    (TFunction.Invoke(Vector512.Load(x + i)) * Vector512.Load(factors + i)).Store(y + i);
            }

            if (whole < columns)
                Tail<TFunction>(x + whole, factors == null ? null : factors + whole, columns - whole, y + whole);
            factors += factors == null ? 0 : stride;
        }
    }

    static void Tail<TFunction>(float* x, float* factors, int count, float* y)
        where TFunction : struct, IFunction
    {
        float* padded = stackalloc float[Vec.Count];
        new Span<float>(padded, Vec.Count).Clear();
        new ReadOnlySpan<float>(x, count).CopyTo(new Span<float>(padded, Vec.Count));
        TFunction.Invoke(Vector512.Load(padded)).Store(padded);
        for (int i = 0; i < count; i++)
            y[i] = factors == null ? padded[i] : padded[i] * factors[i];
    }

    interface IFunction
    {
        static abstract Vec Invoke(Vec x);
    }

    readonly struct Identity : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vec Invoke(Vec x) => x;
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

    readonly struct GeluNear : IFunction
    {
        // max(x, 0) - a P(-a) with a = |x| and P the normal distribution: what is taken away is small, even, and nearly 0 from 4.5 on. A Chebyshev
        // interpolation of degree 10 in s = a / 2.25 - 1, made for this file.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vec Invoke(Vec x)
        {
            Vec magnitude = Vector512.Abs(x);
            Vec s = Vector512.MultiplyAddEstimate(Vector512.MinNative(magnitude, Vector512.Create(4.5f)), Vector512.Create(1 / 2.25f), Vector512.Create(-1f));
            Vec p = Vector512.Create(0.0442360138f);
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.0225840508f));
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.180277763f));
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.178053228f));
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.208082442f));
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.436025225f));
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.201935123f));
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.147540793f));
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.246478552f));
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.133017056f));
            p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.0274990358f));
            // x + |x| is twice max(x, 0), and NaN where x is.
            return Vector512.MultiplyAddEstimate(x + magnitude, Vector512.Create(0.5f), p);
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
