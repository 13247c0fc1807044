using System.Runtime.InteropServices;

namespace Winnow.Weights;

// A file that somebody overwrites or shortens takes mapped pages with it, and reading them then ends the process. Where models are replaced under a running program, what is read after loading must not hang on the file.
public sealed unsafe partial class SafetensorsFile
{
    const int ReadWrite = 3, PrivateFixed = 0x12;

    // The same flag has two values.
    static readonly int Anonymous = OperatingSystem.IsMacOS() ? 0x1000 : 0x20;

    /// <summary>Puts memory of this process, with the same bytes, in the place of the mapped pages that hold a tensor. Spans that were handed out stay valid, if nobody reads them meanwhile.</summary>
    /// <remarks>On Windows nothing is done: a file that is mapped there cannot be shortened.</remarks>
    /// <exception cref="WinnowException">The system gives no memory.</exception>
    internal void Detach(TensorInfo tensor)
    {
        if (OperatingSystem.IsWindows() || tensor.Length == 0)
            return;
        ReadOnlySpan<byte> bytes = GetBytes(tensor);
        fixed (byte* data = bytes)
        {
            // Whole pages, with what neighbours have on them; the last one may reach beyond the end of the file, where there is nothing to copy.
            byte* first = (byte*)((nint)data / PageBytes * PageBytes);
            byte* end = data + bytes.Length;
            long length = end - first, tail = Math.Min(_dataLength - tensor.Offset - tensor.Length, (PageBytes - (nint)end % PageBytes) % PageBytes);
            byte[] copy = new ReadOnlySpan<byte>(first, checked((int)(length + tail))).ToArray();
            if (MapMemory((nint)first, (nuint)((copy.Length + PageBytes - 1) / PageBytes * PageBytes), ReadWrite, PrivateFixed | Anonymous, -1, 0) != (nint)first)
                throw new WinnowException($"{Path}: {copy.Length} bytes of memory could not be had for tensor {ErrorText.Quote(tensor.Name)}.");
            copy.CopyTo(new Span<byte>(first, copy.Length));
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MapMemory(nint address, nuint length, int protection, int flags, int descriptor, nint offset);
}
