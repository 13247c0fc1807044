using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Winnow.Weights;

/// <summary>One safetensors file, mapped into memory: opening reads only the header, and a tensor's bytes are read from disk when they are first used.</summary>
/// <remarks>
/// Safe for use by several threads, except that <see cref="Dispose"/> must come after the last use of every span that was handed out.
/// The file must not be shortened while it is open: the operating system would end the process when the lost part is read.
/// </remarks>
public sealed unsafe partial class SafetensorsFile : IDisposable
{
    const int LengthBytes = 8;
    const int AdviseNotNeeded = 4;

    static readonly nint PageBytes = Environment.SystemPageSize;

    readonly MemoryMappedFile _map;
    readonly SafeMemoryMappedViewHandle _view;
    readonly long _dataLength;
    byte* _data;

    SafetensorsFile(string path, MemoryMappedFile map, SafeMemoryMappedViewHandle view, byte* start, long length)
    {
        Path = path;
        _map = map;
        _view = view;
        ReadOnlySpan<byte> header = FindHeader(path, start, length);
        _dataLength = length - LengthBytes - header.Length;
        (Dictionary<string, TensorInfo> tensors, Dictionary<string, string> metadata) = SafetensorsHeader.Parse(header, _dataLength, path);
        Tensors = new ReadOnlyDictionary<string, TensorInfo>(tensors);
        Metadata = new ReadOnlyDictionary<string, string>(metadata);
        _data = start + LengthBytes + header.Length;
    }

    /// <summary>Gets the full path of the file.</summary>
    public string Path { get; }

    /// <summary>Gets the tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Gets the strings under <c>__metadata__</c>; empty where the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header against its length. No tensor is read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WinnowException">There is no such file, it cannot be read, or it is no valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!BitConverter.IsLittleEndian)
            throw new WinnowException("Weights are stored little-endian, and this machine is big-endian; use an x64 or Arm64 machine.");

        try
        {
            path = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(path))
                throw new WinnowException($"{path}: this is a folder, and a safetensors file is needed. Name the file inside it.");
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new WinnowException($"{path}: there is no such file. Check the path.");
            // Asked before opening, because opening a pipe (whose length is 0) would wait for its other end.
            if (file.Length < LengthBytes)
                throw TooShort(path, file.Length);
            return Map(path);
        }
        catch (Exception error) when (ErrorText.IsFileError(error))
        {
            throw new WinnowException($"{path}: the file cannot be read: {error.Message} Check that it exists and that you may read it.", error);
        }
    }

    /// <summary>Gets a tensor's bytes without copying them.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <returns>Bytes of the mapped file, valid until <see cref="Dispose"/>. They may be unaligned for the tensor's type.</returns>
    /// <exception cref="WinnowException">The tensor is not within this file, or is longer than a span can be.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public ReadOnlySpan<byte> GetBytes(TensorInfo tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Length > int.MaxValue)
        {
            throw new WinnowException($"{Path}: tensor {ErrorText.Quote(tensor.Name)} has {ErrorText.Number(tensor.Length)} bytes, more than can be had at once. "
                + "Read it in parts.");
        }

        return GetBytes(tensor, 0, (int)tensor.Length);
    }

    /// <summary>Gets a part of a tensor's bytes without copying them.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="start">The first byte, counted from the tensor's first.</param>
    /// <param name="count">The number of bytes.</param>
    /// <returns>Bytes of the mapped file, valid until <see cref="Dispose"/>. They may be unaligned for the tensor's type.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the tensor.</exception>
    /// <exception cref="WinnowException">The tensor is not within this file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public ReadOnlySpan<byte> GetBytes(TensorInfo tensor, long start, int count)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ObjectDisposedException.ThrowIf(_data == null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, tensor.Length - start);
        // Anyone can make a TensorInfo, or mix up two files: the mapped memory is guarded here, not by trust.
        if (tensor.Offset < 0 || tensor.Length < 0 || tensor.Offset > _dataLength - tensor.Length)
            throw new WinnowException($"{Path}: tensor {ErrorText.Quote(tensor.Name)} does not belong to this file.");
        return new ReadOnlySpan<byte>(_data + tensor.Offset + start, count);
    }

    /// <summary>Tells the operating system that a part of a tensor will not be read again soon, so that its pages no longer count as this process's memory.</summary>
    /// <remarks>The bytes stay valid: reading them again takes the pages back from the file. Spans that were handed out stay valid too.</remarks>
    internal void Release(TensorInfo tensor, long start, long count)
    {
        if (!OperatingSystem.IsLinux())
            return;
        // Whole pages only; those at the ends also hold bytes of neighbours, which may be in use.
        nint first = ((nint)(_data + tensor.Offset + start) + PageBytes - 1) / PageBytes * PageBytes;
        nint end = (nint)(_data + tensor.Offset + start + count) / PageBytes * PageBytes;
        // Advice only: where it is refused, the pages stay.
        if (end > first)
            _ = Advise(first, (nuint)(end - first), AdviseNotNeeded);
    }

    /// <summary>Closes the file. Spans from <see cref="GetBytes(TensorInfo)"/> must no longer be used.</summary>
    public void Dispose()
    {
        if (_data == null)
            return;
        _data = null;
        Close(_map, _view);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    static SafetensorsFile Map(string path)
    {
        // Read sharing keeps other .NET processes from writing into the file while it is mapped.
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        MemoryMappedFile map;
        long length;
        try
        {
            length = RandomAccess.GetLength(handle);
            if (length < LengthBytes)
                throw TooShort(path, length);
            map = MemoryMappedFile.CreateFromFile(handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        SafeMemoryMappedViewHandle? view = null;
        byte* start = null;
        try
        {
            // The accessor's own Dispose would only flush, which a read-only view has no need of; the handle is what must be kept and released.
            MemoryMappedViewAccessor accessor = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            view = accessor.SafeMemoryMappedViewHandle;
            view.AcquirePointer(ref start);
            return new SafetensorsFile(path, map, view, start, length);
        }
        catch
        {
            if (start != null)
                Close(map, view!);
            else
                map.Dispose();
            throw;
        }
    }

    static void Close(MemoryMappedFile map, SafeMemoryMappedViewHandle view)
    {
        view.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    static ReadOnlySpan<byte> FindHeader(string path, byte* start, long length)
    {
        ulong stated = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(start, LengthBytes));
        if (stated > SafetensorsHeader.MaxLength)
        {
            string? other = OtherFormat(new ReadOnlySpan<byte>(start, (int)Math.Min(length, 32)));
            throw new WinnowException(other is not null
                ? $"{path}: {other}"
                : $"{path}: the first 8 bytes state a header of {stated} bytes, more than the {ErrorText.Number(SafetensorsHeader.MaxLength)} allowed, "
                    + "so this is no safetensors file, or it is damaged. Fetch or export it again.");
        }

        if ((long)stated > length - LengthBytes)
        {
            throw new WinnowException($"{path}: the file is cut short: its header should have {ErrorText.Number((long)stated)} bytes, "
                + $"and only {ErrorText.Number(length - LengthBytes)} are there. Fetch it again; a download may have stopped early.");
        }

        return new ReadOnlySpan<byte>(start + LengthBytes, (int)stated);
    }

    /// <summary>Names what people most often have in place of the weights.</summary>
    static string? OtherFormat(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("version https://git-lfs"u8))
            return "this is a Git LFS pointer, not the weights. Fetch them with `git lfs pull`.";
        if (start.StartsWith("PK"u8))
            return "this is a zip archive, as PyTorch writes it, not a safetensors file. Convert the model with save_pretrained(folder, safe_serialization=True).";
        if (start.StartsWith("GGUF"u8))
            return "this is a GGUF file, not a safetensors file. Fetch the original model in safetensors form.";
        if (start.TrimStart(" \r\n\t"u8).StartsWith("<"u8))
            return "this is a web page, not a safetensors file. Fetch the file itself, not the page that shows it.";
        return null;
    }

    static WinnowException TooShort(string path, long length) => new(length == 0
        ? $"{path}: the file is empty. Fetch it again."
        : $"{path}: the file has only {length} bytes and so no safetensors header. Fetch it again; a download may have stopped early.");
}
