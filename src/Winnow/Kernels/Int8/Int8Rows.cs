using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Winnow.Kernels.Elementwise;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Int8;

/// <summary>Rows of activations as bytes, each with a scale of its own: <c>q = round(x * 127 / max|x|)</c>, stored as q + 128.</summary>
/// <remarks>
/// A scale a row keeps rows apart: what a row becomes depends on nothing but itself. Zero is stored exactly, and so are, within half a step, the largest
/// elements of both signs. Rows are quantized once and read by all products that need them. Different rows may be quantized by different threads at once.
/// </remarks>
sealed unsafe class Int8Rows : IDisposable
{
    // A row is written in whole cache lines.
    const int Line = 64;

    // 1.5 * 2^23 has a last digit of 1: adding it rounds to an integer, ties to even, and leaves that in the low bits. 128 is the offset of the bytes.
    const float Rounding = 12582912f + 128;

    // Below, 127 / max would be near the largest float; what such a row contributes is lost in any sum.
    const float SmallestMax = 1e-30f;

    readonly AlignedBuffer _bytes = new();
    readonly AlignedBuffer _scales = new();

    /// <summary>Gets bytes from one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Gets the number of elements of a row.</summary>
    public int Inputs { get; private set; }

    /// <summary>Gets the bytes of a row.</summary>
    public byte* Row(int row) => (byte*)_bytes.Pointer + (long)row * Stride;

    /// <summary>Gets the scale of a row; those of the following rows lie behind it.</summary>
    public float* Scale(int row) => _scales.Pointer + row;

    /// <summary>Gets the bytes from one row to the next for a length: whole cache lines, and an odd number of them, so that the rows of a tile do not compete for one place of the cache.</summary>
    public static int StrideOf(int inputs) => ((inputs + Line - 1) / Line | 1) * Line;

    /// <summary>Makes room; the content is undefined.</summary>
    public void Resize(int rows, int inputs)
    {
        Inputs = inputs;
        Stride = StrideOf(inputs);
        _bytes.EnsureCapacity((long)rows * Stride / sizeof(float));
        _scales.EnsureCapacity(rows);
    }

    /// <summary>Quantizes some of the rows.</summary>
    /// <param name="firstRow">The first row to be written.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="x">The first of the rows.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    public void Quantize(int firstRow, int rows, float* x, nint xStride)
    {
        for (int row = 0; row < rows; row++)
            *Scale(firstRow + row) = Quantize(x + row * xStride, Inputs, Row(firstRow + row));
    }

    /// <summary>Quantizes one row.</summary>
    /// <param name="x">The row. An element that is not finite makes the scale, and so every product with the row, not finite.</param>
    /// <param name="count">Its length.</param>
    /// <param name="bytes">Room for <see cref="StrideOf"/> bytes; what lies between the row's end and the end of its last cache line becomes 128, the byte of zero.</param>
    /// <returns>The scale: x is about <c>(byte - 128) * scale</c>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Quantize(float* x, int count, byte* bytes)
    {
        float* tail = stackalloc float[Line];
        new Span<float>(tail, Line).Clear();
        int whole = count / Line * Line;
        new ReadOnlySpan<float>(x + whole, count - whole).CopyTo(new Span<float>(tail, Line));

        // Without their sign the bits of floats compare as integers do, with NaN above all: it cannot be missed.
        Vector512<int> most = LargestBits(tail);
        for (int i = 0; i < whole; i += Line)
            most = Vector512.Max(most, LargestBits(x + i));
        float max = BitConverter.Int32BitsToSingle(VectorMath.MaxAcross(most));
        bool isZero = max < SmallestMax;
        Vec factor = Vector512.Create(isZero ? 0 : 127 / max);

        for (int i = 0; i < whole; i += Line)
            Quantize(x + i, factor).Store(bytes + i);
        if (whole < count)
            Quantize(tail, factor).Store(bytes + whole);
        return isZero ? 0 : max / 127;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _scales.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> LargestBits(float* x) => Vector512.Max(
        Vector512.Max(Bits(x), Bits(x + Vec.Count)),
        Vector512.Max(Bits(x + 2 * Vec.Count), Bits(x + 3 * Vec.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Bits(float* x) => Vector512.Load((int*)x) & Vector512.Create(int.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Quantize(float* x, Vec factor) => Vector512.Narrow(
        Vector512.Narrow(Round(x, factor), Round(x + Vec.Count, factor)),
        Vector512.Narrow(Round(x + 2 * Vec.Count, factor), Round(x + 3 * Vec.Count, factor)));

    // Two operations, not a fused one: the product is rounded first on every machine.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<uint> Round(float* x, Vec factor) => (Vector512.Load(x) * factor + Vector512.Create(Rounding)).AsUInt32();
}
