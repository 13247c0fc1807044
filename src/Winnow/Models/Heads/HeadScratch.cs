using Winnow.Kernels;

namespace Winnow.Models.Heads;

/// <summary>Memory for the steps of a head, two rows a sequence.</summary>
sealed unsafe class HeadScratch : IDisposable
{
    readonly AlignedBuffer _first = new();
    readonly AlignedBuffer _second = new();

    /// <summary>Gets the first half.</summary>
    public float* First => _first.Pointer;

    /// <summary>Gets the second half.</summary>
    public float* Second => _second.Pointer;

    /// <summary>Makes room for so many floats in each half.</summary>
    public void EnsureCapacity(long floats)
    {
        _first.EnsureCapacity(floats);
        _second.EnsureCapacity(floats);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }
}
