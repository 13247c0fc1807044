using System.Runtime.InteropServices;

namespace Winnow.Kernels.DotProducts;

/// <summary>Turns bytes into code that can be called.</summary>
/// <remarks>
/// Memory is writable while the code is copied and executable afterwards, never both at once, so that hardened systems allow it and a stray write can not
/// become code. It is kept until the process ends.
/// </remarks>
static unsafe partial class ExecutableMemory
{
    const int ProtectRead = 1;
    const int ProtectWrite = 2;
    const int ProtectExecute = 4;
    const int MapPrivate = 2;
    const int MapAnonymousLinux = 0x20;
    const int MapAnonymousMac = 0x1000;
    const uint CommitAndReserve = 0x3000;
    const uint PageReadWrite = 0x04;
    const uint PageExecuteRead = 0x20;

    /// <summary>Copies code to fresh pages and makes them executable.</summary>
    /// <returns>The first byte, at the start of a page; 0 where the system refuses.</returns>
    public static nint TryCreate(ReadOnlySpan<byte> code)
    {
        if (OperatingSystem.IsWindows())
            return TryCreateOnWindows(code);
        return OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? TryCreateOnUnix(code) : 0;
    }

    static nint TryCreateOnUnix(ReadOnlySpan<byte> code)
    {
        int flags = MapPrivate | (OperatingSystem.IsMacOS() ? MapAnonymousMac : MapAnonymousLinux);
        nint memory = Map(0, (nuint)code.Length, ProtectRead | ProtectWrite, flags, -1, 0);
        if (memory == -1)
            return 0;
        code.CopyTo(new Span<byte>((void*)memory, code.Length));
        if (Protect(memory, (nuint)code.Length, ProtectRead | ProtectExecute) == 0)
            return memory;
        _ = Unmap(memory, (nuint)code.Length);
        return 0;
    }

    static nint TryCreateOnWindows(ReadOnlySpan<byte> code)
    {
        nint memory = VirtualAlloc(0, (nuint)code.Length, CommitAndReserve, PageReadWrite);
        if (memory == 0)
            return 0;
        code.CopyTo(new Span<byte>((void*)memory, code.Length));
        // x64 keeps its instruction cache coherent; a page that becomes executable needs no flush. A refused page stays as plain memory.
        return VirtualProtect(memory, (nuint)code.Length, PageExecuteRead, out _) != 0 ? memory : 0;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("kernel32")]
    private static partial nint VirtualAlloc(nint address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32")]
    private static partial int VirtualProtect(nint address, nuint size, uint protection, out uint previous);
}
