using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Winnow.Kernels.Elementwise;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Int16;

/// <summary>Rows of floats as 16-bit integers, <c>q = round(x * limit / max|x|)</c>, with a scale for each row or one for all.</summary>
/// <remarks>Used by one worker.</remarks>
sealed unsafe class Int16Rows : IDisposable
{
    // Below, limit / max would be near the largest float; what such a row contributes is lost in any sum.
    const float SmallestMax = 1e-30f;

    // 1.5 * 2^23: adding it rounds to an integer, ties to even, and leaves that in the low bits.
    const float Rounding = 12582912f;

    // Far enough for memory to answer, near enough to be still in the cache then.
    const int RowsAhead = 8;
    const int LineFloats = 16;

    readonly AlignedBuffer _words = new();
    readonly AlignedBuffer _scales = new();
    readonly AlignedBuffer _factors = new();
    readonly AlignedBuffer _norms = new();
    int _stride;
    int _rows;

    /// <summary>Gets the largest integer whose square, summed over some inputs, fits int32: 8191 for 32 inputs, 5792 for 64.</summary>
    public static int Limit(int inputs) => (int)Math.Min(short.MaxValue, Math.Sqrt((double)int.MaxValue / Math.Max(inputs, 1)));

    /// <summary>Gets bytes from one row to the next.</summary>
    public int Stride => _stride * sizeof(short);

    /// <summary>Gets a row. It ends in a zero where the number of inputs is odd.</summary>
    public short* Row(int row) => (short*)_words.Pointer + (long)row * _stride;

    /// <summary>Gets the scale of a row; those of the following rows lie behind it.</summary>
    public float* Scale(int row) => _scales.Pointer + row;

    /// <summary>Gets the length <c>|x|</c> of a row, after <see cref="FindNorms"/>; seven more floats behind the last can be read.</summary>
    public float* Norm(int row) => _norms.Pointer + row;

    /// <summary>Computes the lengths of all rows as they are represented.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindNorms()
    {
        float* norms = _norms.EnsureCapacity(_rows + Vector256<float>.Count);
        for (int row = 0; row < _rows; row++)
            norms[row] = MathF.Sqrt(Squares.Sum(Row(row), _stride)) * *Scale(row);
    }

    /// <summary>Quantizes rows with a scale each: what a row becomes depends on nothing but itself.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="inputs">The length of a row.</param>
    /// <returns>Whether all elements are finite numbers.</returns>
    public bool Quantize(float* x, nint xStride, int rows, int inputs)
    {
        bool finite = FindLargest(x, xStride, rows, inputs) < float.PositiveInfinity;
        SetScales(_scales.Pointer, _factors.Pointer, rows, Limit(inputs));
        Round(x, xStride, rows, inputs, _factors.Pointer, Row(0), _stride);
        return finite;
    }

    /// <summary>Quantizes rows with one scale for all.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="inputs">The length of a row.</param>
    /// <param name="scale">The scale.</param>
    /// <returns>Whether all elements are finite numbers.</returns>
    public bool QuantizeAlike(float* x, nint xStride, int rows, int inputs, out float scale)
    {
        float most = FindLargest(x, xStride, rows, inputs);
        _scales.Span(0, rows).Fill(most);
        SetScales(_scales.Pointer, _factors.Pointer, rows, Limit(inputs));
        Round(x, xStride, rows, inputs, _factors.Pointer, Row(0), _stride);
        scale = *Scale(0);
        return most < float.PositiveInfinity;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _words.Dispose();
        _scales.Dispose();
        _factors.Dispose();
        _norms.Dispose();
    }

    // Makes room, and puts the largest magnitude of each row in the place of its scale. Gives the largest of all; NaN above all.
    float FindLargest(float* x, nint xStride, int rows, int inputs)
    {
        _rows = rows;
        _stride = (inputs + 1) / 2 * 2;
        // Whole vectors are written: the end of a row runs into the next, which is written after it, and that of the last behind it.
        _words.EnsureCapacity(((long)rows * _stride + Vec.Count) / 2 + 1);
        int padded = (rows + Vec.Count - 1) / Vec.Count * Vec.Count;
        float* largest = _scales.EnsureCapacity(padded);
        _factors.EnsureCapacity(padded);
        new Span<float>(largest + rows, padded - rows).Clear();
        FindLargest(x, xStride, rows, inputs, largest);
        return BitConverter.Int32BitsToSingle(VectorMath.MaxAcross(Largest(largest, padded)));
    }

    // The loops over rows are methods of their own: beside a call, what they keep in vector registers would go to memory and back in every turn.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void FindLargest(float* x, nint stride, int rows, int inputs, float* largest)
    {
        for (int row = 0; row < rows; row++, x += stride)
        {
            Fetch(x + RowsAhead * stride, inputs);
            largest[row] = BitConverter.Int32BitsToSingle(VectorMath.MaxAcross(Largest(x, inputs)));
        }
    }

    // Largest magnitudes become scales, sixteen at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void SetScales(float* scales, float* factors, int rows, float limit)
    {
        Vec limits = Vector512.Create(limit);
        for (int row = 0; row < rows; row += Vec.Count)
        {
            Vec largest = Vector512.Load(scales + row), counts = Vector512.GreaterThanOrEqual(largest, Vector512.Create(SmallestMax));
            (limits / largest & counts).Store(factors + row);
            (largest / limits & counts).Store(scales + row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Round(float* x, nint stride, int rows, int inputs, float* factors, short* target, nint targetStride)
    {
        for (int row = 0; row < rows; row++, x += stride, target += targetStride)
            Round(x, inputs, Vector512.Create(factors[row]), target);
    }

    // The rows of a head lie apart by those of all others: without a hint each of them would be waited for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Fetch(float* x, int inputs)
    {
        for (int i = 0; Sse.IsSupported && i < inputs; i += LineFloats)
            Sse.Prefetch0(x + i);
    }

    // The bits of the largest magnitudes. Without their sign the bits of floats compare as integers do, with infinity and NaN above all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Largest(float* x, int inputs)
    {
        Vector512<int> most = Vector512<int>.Zero;
        int i = 0;
        for (; i + Vec.Count <= inputs; i += Vec.Count)
            most = Vector512.Max(most, Vector512.Load((int*)x + i) & Vector512.Create(int.MaxValue));
        for (; i < inputs; i++)
            most = Vector512.Max(most, Vector512.Create(((int*)x)[i] & int.MaxValue));
        return most;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Round(float* x, int inputs, Vec factor, short* target)
    {
        int i = 0;
        for (; i + Vec.Count <= inputs; i += Vec.Count)
            Round(x + i, factor).Store(target + i);
        if (i < inputs)
            RoundTail(x + i, inputs - i, factor, target + i);
    }

    static void RoundTail(float* x, int count, Vec factor, short* target)
    {
        float* tail = stackalloc float[Vec.Count];
        new Span<float>(tail, Vec.Count).Clear();
        new ReadOnlySpan<float>(x, count).CopyTo(new Span<float>(tail, Vec.Count));
        Round(tail, factor).Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<short> Round(float* x, Vec factor) => VectorMath.ToInt16((Vector512.Load(x) * factor + Vector512.Create(Rounding)).AsInt32());
}
