using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.BFloat16;

/// <summary>Rows of activations rounded to bfloat16.</summary>
/// <remarks>Rows are rounded once and read by all products that need them. Different rows may be rounded by different threads at once.</remarks>
sealed unsafe class BFloat16Rows : IDisposable
{
    // A row is written in whole cache lines.
    const int LineBytes = 64;
    const int Line = LineBytes / sizeof(ushort);

    readonly AlignedBuffer _numbers = new();

    /// <summary>Gets bytes from one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Gets the number of elements of a row.</summary>
    public int Inputs { get; private set; }

    /// <summary>Gets the numbers of a row.</summary>
    public ushort* Row(int row) => (ushort*)((byte*)_numbers.Pointer + (long)row * Stride);

    /// <summary>Gets the bytes from one row to the next for a length: whole cache lines, and an odd number of them, so that the rows of a tile do not compete for one place of the cache.</summary>
    public static int StrideOf(int inputs) => ((inputs + Line - 1) / Line | 1) * LineBytes;

    /// <summary>Makes room; the content is undefined.</summary>
    public void Resize(int rows, int inputs)
    {
        Inputs = inputs;
        Stride = StrideOf(inputs);
        _numbers.EnsureCapacity((long)rows * Stride / sizeof(float));
    }

    /// <summary>Rounds some of the rows.</summary>
    /// <param name="firstRow">The first row to be written.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="x">The first of the rows.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    public void Round(int firstRow, int rows, float* x, nint xStride)
    {
        for (int row = 0; row < rows; row++)
            Round(x + row * xStride, Inputs, Row(firstRow + row));
    }

    /// <summary>Rounds one row.</summary>
    /// <param name="x">The row.</param>
    /// <param name="count">Its length.</param>
    /// <param name="numbers">Room for <see cref="StrideOf"/> bytes; what lies between the row's end and the end of its last cache line becomes zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(float* x, int count, ushort* numbers)
    {
        int whole = count / Line * Line;
        for (int i = 0; i < whole; i += Line)
            RoundLine(x + i, numbers + i);
        if (whole == count)
            return;
        float* tail = stackalloc float[Line];
        new Span<float>(tail, Line).Clear();
        new ReadOnlySpan<float>(x + whole, count - whole).CopyTo(new Span<float>(tail, Line));
        RoundLine(tail, numbers + whole);
    }

    /// <inheritdoc/>
    public void Dispose() => _numbers.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void RoundLine(float* x, ushort* numbers)
    {
        BFloat16Rounding.Round(Vector512.Load(x)).Store((short*)numbers);
        BFloat16Rounding.Round(Vector512.Load(x + Vec.Count)).Store((short*)numbers + Vec.Count);
    }
}
