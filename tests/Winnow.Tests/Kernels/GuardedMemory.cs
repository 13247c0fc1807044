using System.Runtime.InteropServices;

namespace Winnow.Tests.Kernels;

/// <summary>Memory that ends where a page begins that nobody may touch: one byte read too far ends the process.</summary>
sealed unsafe partial class GuardedMemory : IDisposable
{
    const int PageBytes = 65536;
    const int ReadWrite = 3;
    const int PrivateAnonymous = 0x22;

    readonly nint _memory;
    readonly nuint _length;

    public GuardedMemory(int bytes)
    {
        nuint usable = (nuint)(bytes + PageBytes - 1) / PageBytes * PageBytes;
        _length = usable + PageBytes;
        _memory = Map(0, _length, ReadWrite, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, _memory);
        Assert.Equal(0, Protect(_memory + (nint)usable, PageBytes, 0));
        End = (byte*)_memory + usable;
    }

    /// <summary>Gets the first byte that must not be touched.</summary>
    public byte* End { get; }

    /// <summary>Copies bytes to the end of the memory.</summary>
    /// <returns>Where they begin.</returns>
    public byte* Place(void* source, long bytes)
    {
        Buffer.MemoryCopy(source, End - bytes, bytes, bytes);
        return End - bytes;
    }

    public void Dispose() => _ = Unmap(_memory, _length);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
