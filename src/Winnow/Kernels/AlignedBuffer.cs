using System.Runtime.InteropServices;

namespace Winnow.Kernels;

/// <summary>A block of floats outside the managed heap, aligned to a cache line, that never moves and only grows.</summary>
/// <remarks>
/// Weights and activations live here, so that kernels work on plain pointers and the garbage collector never copies or scans them. A tail of
/// <see cref="Slack"/> floats after the end may be read (not relied on), which lets kernels load whole vectors at the edge. Not safe for concurrent growth.
/// </remarks>
sealed unsafe class AlignedBuffer : IDisposable
{
    /// <summary>Floats after the end that may be read without harm.</summary>
    public const int Slack = 64;

    const int Alignment = 64;

    long _capacity;

    /// <summary>Allocates room for a number of floats; the content is undefined.</summary>
    public AlignedBuffer(long length = 0) => EnsureCapacity(length);

    ~AlignedBuffer() => Free();

    /// <summary>Gets the first float, or null while the buffer is empty.</summary>
    public float* Pointer { get; private set; }

    /// <summary>Makes room for at least <paramref name="length"/> floats. The content is lost when the buffer grows.</summary>
    public float* EnsureCapacity(long length)
    {
        if (length > _capacity)
        {
            Free();
            Pointer = (float*)NativeMemory.AlignedAlloc(checked((nuint)(length + Slack) * sizeof(float)), Alignment);
            _capacity = length;
            // What lies beyond the end is read by full vectors and thrown away; zeros keep it free of slow denormals.
            new Span<float>(Pointer + length, Slack).Clear();
        }

        return Pointer;
    }

    /// <summary>Views a part of the buffer.</summary>
    public Span<float> Span(long start, int length) => new(Pointer + start, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
        _capacity = 0;
    }
}
