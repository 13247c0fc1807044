using System.Runtime.InteropServices;

namespace Winnow.Onnx.Format;

/// <summary>Bytes that are made when they are written.</summary>
/// <param name="length">Their number.</param>
/// <param name="write">Writes exactly so many.</param>
sealed class TensorData(long length, Action<Stream> write)
{
    /// <summary>Gets the number of bytes.</summary>
    public long Length => length;

    /// <summary>Writes the bytes.</summary>
    public void WriteTo(Stream stream) => write(stream);

    /// <summary>Makes data of numbers in memory.</summary>
    public static TensorData Of<T>(T[] values)
        where T : unmanaged => new((long)values.Length * Marshal.SizeOf<T>(), stream => stream.Write(MemoryMarshal.AsBytes(values.AsSpan())));
}
