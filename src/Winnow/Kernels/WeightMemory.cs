using System.Runtime.InteropServices;

namespace Winnow.Kernels;

/// <summary>The memory of a model's weights: taken piece by piece while it loads, given back as a whole.</summary>
/// <remarks>
/// A model is some hundred matrices of about a megabyte. Laid end to end in large blocks they can stand on large pages, which Linux grants on request: the first
/// touch of 57 MB then costs 28 page faults instead of 14,000 (a third of the time to load a 6-layer model), and the processor looks up fewer addresses
/// while it reads them. Pieces begin on a cache line. Not safe for concurrent use.
/// </remarks>
sealed unsafe partial class WeightMemory : IDisposable
{
    const int LargePage = 2 << 20;
    const long BlockBytes = 32L << 20;
    const int CacheLine = 64;
    const int AdviseLargePages = 14;

    readonly List<nint> _blocks = [];
    byte* _next;
    byte* _end;

    ~WeightMemory() => Free();

    /// <summary>Takes room for a number of floats; the content is undefined.</summary>
    public float* Take(long floats)
    {
        long bytes = (checked(floats * sizeof(float)) + CacheLine - 1) / CacheLine * CacheLine;
        if (bytes > _end - _next)
            AddBlock(Math.Max(bytes, BlockBytes));
        byte* piece = _next;
        _next += bytes;
        return (float*)piece;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);

    void AddBlock(long bytes)
    {
        bytes = (bytes + LargePage - 1) / LargePage * LargePage;
        _next = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, LargePage);
        _end = _next + bytes;
        _blocks.Add((nint)_next);
        // A request only: where it is refused, the pages are small and all else is the same.
        if (OperatingSystem.IsLinux())
            _ = Advise(_next, (nuint)bytes, AdviseLargePages);
    }

    void Free()
    {
        foreach (nint block in _blocks)
            NativeMemory.AlignedFree((void*)block);
        _blocks.Clear();
        _next = _end = null;
    }
}
