using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Winnow.Kernels.Elementwise;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Int8;

/// <summary>Rows of activations as bytes, each with a center and a scale of its own: <c>q = round((x - center) / scale)</c>, stored as q + 128.</summary>
/// <remarks>
/// <para>The center lies halfway between the smallest and the largest element, <c>scale = (largest - smallest) / 254</c>. A few features of a transformer's
/// states are several times as large as all others, and on one side: around zero they would leave half of the steps unused.</para>
/// <para>What a row becomes depends on nothing but itself. Rows are quantized once and read by all products that need them. Different rows may be quantized by
/// different threads at once.</para>
/// </remarks>
sealed unsafe class Int8Rows : IDisposable
{
    // A row is written in whole cache lines.
    const int Line = 64;

    // 1.5 * 2^23 has a last digit of 1: adding it rounds to an integer, ties to even, and leaves that in the low bits. 128 is the offset of the bytes.
    const float Rounding = 12582912f + 128;

    // Below, 127 / reach would be near the largest float; what such a row contributes is lost in any sum.
    const float SmallestReach = 1e-30f;

    readonly AlignedBuffer _bytes = new();
    readonly AlignedBuffer _scales = new();
    readonly AlignedBuffer _centers = new();

    /// <summary>Gets bytes from one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Gets the number of elements of a row.</summary>
    public int Inputs { get; private set; }

    /// <summary>Gets the bytes of a row.</summary>
    public byte* Row(int row) => (byte*)_bytes.Pointer + (long)row * Stride;

    /// <summary>Gets the scale of a row; those of the following rows lie behind it.</summary>
    public float* Scale(int row) => _scales.Pointer + row;

    /// <summary>Gets the center of a row; those of the following rows lie behind it.</summary>
    public float* Center(int row) => _centers.Pointer + row;

    /// <summary>Gets the bytes from one row to the next for a length: whole cache lines, and an odd number of them, so that the rows of a tile do not compete for one place of the cache.</summary>
    public static int StrideOf(int inputs) => ((inputs + Line - 1) / Line | 1) * Line;

    /// <summary>Makes room; the content is undefined.</summary>
    public void Resize(int rows, int inputs)
    {
        Inputs = inputs;
        Stride = StrideOf(inputs);
        _bytes.EnsureCapacity((long)rows * Stride / sizeof(float));
        _scales.EnsureCapacity(rows);
        _centers.EnsureCapacity(rows);
    }

    /// <summary>Quantizes some of the rows.</summary>
    /// <param name="firstRow">The first row to be written.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="x">The first of the rows.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    public void Quantize(int firstRow, int rows, float* x, nint xStride)
    {
        for (int row = 0; row < rows; row++)
            *Scale(firstRow + row) = Quantize(x + row * xStride, Inputs, Row(firstRow + row), out *Center(firstRow + row));
    }

    /// <summary>Quantizes one row.</summary>
    /// <param name="x">The row. An element that is not finite makes the scale, and so every product with the row, not finite.</param>
    /// <param name="count">Its length.</param>
    /// <param name="bytes">Room for <see cref="StrideOf"/> bytes; what lies between the row's end and the end of its last cache line meets weights of zero.</param>
    /// <param name="center">The center: x is about <c>center + (byte - 128) * scale</c>.</param>
    /// <returns>The scale.</returns>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Quantize(float* x, int count, byte* bytes, out float center)
    {
        float* tail = stackalloc float[Line];
        int whole = count / Line * Line;
        if (whole < count)
            CopyTail(x, whole, count, x[0], tail);
        Vec first = Vector512.Create(x[0]);
        var survey = new Survey { Least = first, Most = first };
        for (int i = 0; i < whole; i += Line)
            survey.Add(x + i);
        if (whole < count)
            survey.Add(tail);

        // The two ends know no NaN.
        bool isFinite = survey.IsFinite;
        float low = -VectorMath.MaxAcross(-survey.Least), high = VectorMath.MaxAcross(survey.Most);
        // Halved before they are added: the sum may be too large for a float. The center is rounded, so that one end may lie farther off than the other.
        center = isFinite ? 0.5f * low + 0.5f * high : 0;
        return Write(x, whole, count, tail, bytes, center, isFinite ? MathF.Max(high - center, center - low) : float.NaN);
    }

    /// <summary>Quantizes one row around zero, as weights are: <c>scale = max|x| / 127</c>, and zero is exact.</summary>
    /// <param name="x">The row. An element that is not finite makes the scale not finite.</param>
    /// <param name="count">Its length.</param>
    /// <param name="bytes">Room for <see cref="StrideOf"/> bytes; what lies between the row's end and the end of its last cache line becomes 128, the byte of zero.</param>
    /// <returns>The scale: x is about <c>(byte - 128) * scale</c>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float QuantizeAroundZero(float* x, int count, byte* bytes)
    {
        float* tail = stackalloc float[Line];
        int whole = count / Line * Line;
        CopyTail(x, whole, count, 0, tail);
        Vector512<int> bits = LargestBits(tail);
        for (int i = 0; i < whole; i += Line)
            bits = Vector512.Max(bits, LargestBits(x + i));
        return Write(x, whole, count, tail, bytes, 0, BitConverter.Int32BitsToSingle(VectorMath.MaxAcross(bits)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _scales.Dispose();
        _centers.Dispose();
    }

    // The elements behind the last whole line, filled up to one.
    static void CopyTail(float* x, int whole, int count, float filling, float* tail)
    {
        new Span<float>(tail, Line).Fill(filling);
        new ReadOnlySpan<float>(x + whole, count - whole).CopyTo(new Span<float>(tail, Line));
    }

    // Elements lie within the reach on both sides of the center.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float Write(float* x, int whole, int count, float* tail, byte* bytes, float center, float reach)
    {
        bool isZero = reach < SmallestReach;
        Vec factor = Vector512.Create(isZero ? 0 : 127 / reach), centers = Vector512.Create(center);
        for (int i = 0; i < whole; i += Line)
            Quantize(x + i, centers, factor, bytes + i);
        if (whole < count)
            Quantize(tail, centers, factor, bytes + whole);
        return isZero ? 0 : reach / 127;
    }

    // Without their sign the bits of floats compare as integers do, with NaN above all: it cannot be missed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> LargestBits(float* x) => Vector512.Max(
        Vector512.Max(Bits(x), Bits(x + Vec.Count)),
        Vector512.Max(Bits(x + 2 * Vec.Count), Bits(x + 3 * Vec.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Bits(float* x) => Vector512.Load((int*)x) & Vector512.Create(int.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Quantize(float* x, Vec centers, Vec factor, byte* bytes)
    {
        for (int i = 0; i < Line; i += Vec.Count)
            VectorMath.ToBytes(Round(x + i, centers, factor)).Store(bytes + i);
    }

    // Not fused: the product is rounded first on every machine.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<uint> Round(float* x, Vec centers, Vec factor) => ((Vector512.Load(x) - centers) * factor + Vector512.Create(Rounding)).AsUInt32();

    // The ends of a row, and whether all of it is finite.
    ref struct Survey
    {
        public Vec Least;
        public Vec Most;
        Vec _zeros;

        // Zeros, or NaN where an element was not finite.
        public readonly bool IsFinite => Vector512.EqualsAll(_zeros, Vec.Zero);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float* x)
        {
            Vec a = Vector512.Load(x), b = Vector512.Load(x + Vec.Count), c = Vector512.Load(x + 2 * Vec.Count), d = Vector512.Load(x + 3 * Vec.Count);
            Least = Vector512.MinNative(Least, Vector512.MinNative(Vector512.MinNative(a, b), Vector512.MinNative(c, d)));
            Most = Vector512.MaxNative(Most, Vector512.MaxNative(Vector512.MaxNative(a, b), Vector512.MaxNative(c, d)));
            // What is multiplied by zero and added is gone, unless it is not finite.
            Vec ab = Vector512.MultiplyAddEstimate(a, Vec.Zero, b), cd = Vector512.MultiplyAddEstimate(c, Vec.Zero, d);
            _zeros = Vector512.MultiplyAddEstimate(Vector512.MultiplyAddEstimate(ab, Vec.Zero, cd), Vec.Zero, _zeros);
        }
    }
}
