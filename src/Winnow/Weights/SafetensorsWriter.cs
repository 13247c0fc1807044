using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Winnow.Weights;

/// <summary>Writes safetensors files.</summary>
/// <remarks>
/// The same tensors and metadata give the same bytes, in whatever order they come: tensors are laid out by element size, largest first, then by name, so that each is aligned
/// for its type; the header is padded with spaces so that the data begins at a multiple of 8 bytes.
/// </remarks>
public static class SafetensorsWriter
{
    /// <summary>Writes a file. It appears under its name only when it is complete; an existing file is replaced.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="tensors">The tensors: name, type of the elements, shape, and the little-endian bytes in row-major order.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>, or null.</param>
    /// <exception cref="ArgumentException">A name comes twice, is reserved or not valid Unicode, or the bytes do not fit the shape.</exception>
    /// <exception cref="WinnowException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IEnumerable<(string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)[] all = [.. tensors];
        foreach ((string name, TensorType type, long[] shape, ReadOnlyMemory<byte> data) in all)
        {
            if (name is not null && shape is not null && type.TryGetByteLength(shape, out long length) && data.Length != length)
            {
                throw new ArgumentException(
                    $"Tensor {ErrorText.Quote(name)} has {data.Length} bytes, but its shape {ErrorText.Shape(shape)} of {type.Name()} needs {length}.", nameof(tensors));
            }
        }

        WriteStreamed(path, all.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape, (Action<Stream>)(file => file.Write(tensor.Data.Span)))), metadata);
    }

    /// <summary>Writes a file whose tensors need not be in memory at once: each writes its own bytes when its turn comes.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="tensors">The tensors: name, type, shape, and what writes as many bytes as these two need. An exception from it leaves no file.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>, or null.</param>
    /// <exception cref="ArgumentException">A name comes twice, is reserved or not valid Unicode, or a shape is not possible.</exception>
    /// <exception cref="WinnowException">The file cannot be written.</exception>
    internal static void WriteStreamed(
        string path,
        IEnumerable<(string Name, TensorType Type, long[] Shape, Action<Stream> Write)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        (string Name, TensorType Type, long[] Shape, Action<Stream> Write)[] sorted = [.. tensors];
        Check(sorted);
        Array.Sort(sorted, static (a, b) =>
        {
            int bySize = b.Type.BitSize().CompareTo(a.Type.BitSize());
            return bySize != 0 ? bySize : string.CompareOrdinal(a.Name, b.Name);
        });
        ReadOnlySpan<byte> header = MakeHeader(path, sorted, metadata);

        string? temporary = null;
        try
        {
            path = Path.GetFullPath(path);
            temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(header);
                foreach ((string name, TensorType type, long[] shape, Action<Stream> write) in sorted)
                {
                    long end = file.Position + ByteLength(type, shape);
                    write(file);
                    if (file.Position != end)
                        throw new InvalidOperationException($"Tensor {ErrorText.Quote(name)} was written with {file.Position - end} bytes more than its shape needs.");
                }

                // The rename must not reach the disk before the content.
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (ErrorText.IsFileError(error))
        {
            Delete(temporary);
            throw new WinnowException($"{path}: the file cannot be written: {error.Message} Check that its folder exists, that you may write there, and that the disk has room.", error);
        }
        catch
        {
            // A tensor could not be made, or its making was cancelled.
            Delete(temporary);
            throw;
        }
    }

    static long ByteLength(TensorType type, long[] shape) => type.TryGetByteLength(shape, out long length) ? length : 0;

    static void Check((string Name, TensorType Type, long[] Shape, Action<Stream> Write)[] tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, TensorType type, long[] shape, _) in tensors)
        {
            CheckText(name, nameof(tensors));
            if (name == "__metadata__")
                throw new ArgumentException("A tensor cannot have the name \"__metadata__\"; give metadata by its own argument.", nameof(tensors));
            if (!names.Add(name))
                throw new ArgumentException($"Tensor {ErrorText.Quote(name)} comes twice.", nameof(tensors));
            if (shape is null || !type.TryGetByteLength(shape, out _))
                throw new ArgumentException($"Tensor {ErrorText.Quote(name)} has no possible shape for {type.Name()}.", nameof(tensors));
        }
    }

    static void CheckText(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        for (int i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out _, out int used) != OperationStatus.Done)
                throw new ArgumentException($"{ErrorText.Quote(text)} is not valid Unicode: it has half a surrogate pair.", parameter);
            i += used;
        }
    }

    static ReadOnlySpan<byte> MakeHeader(
        string path, (string Name, TensorType Type, long[] Shape, Action<Stream> Write)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(stackalloc byte[8]);
        // The relaxed encoder leaves letters of all scripts as they are; the default one is for JSON inside HTML.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(json, metadata);

            long offset = 0;
            foreach ((string name, TensorType type, long[] shape, _) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype"u8, type.Name());
                json.WriteStartArray("shape"u8);
                foreach (long size in shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets"u8);
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += ByteLength(type, shape));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.WrittenCount % 8 != 0)
            buffer.Write(" "u8);
        int length = buffer.WrittenCount - 8;
        if (length > SafetensorsHeader.MaxLength)
        {
            throw new WinnowException($"{path}: the header would have {ErrorText.Number(length)} bytes, more than the {ErrorText.Number(SafetensorsHeader.MaxLength)} "
                + "that readers accept. Write fewer tensors, or less metadata.");
        }

        byte[] header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        return header;
    }

    static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        string[] keys = [.. metadata.Keys];
        Array.Sort(keys, StringComparer.Ordinal);
        json.WriteStartObject("__metadata__"u8);
        foreach (string key in keys)
        {
            CheckText(key, nameof(metadata));
            CheckText(metadata[key], nameof(metadata));
            json.WriteString(key, metadata[key]);
        }

        json.WriteEndObject();
    }

    static void Delete(string? temporary)
    {
        try
        {
            if (temporary is not null)
                File.Delete(temporary);
        }
        catch (Exception error) when (ErrorText.IsFileError(error))
        {
            // The first error is the one to report; a left-over temporary file does no harm.
        }
    }
}
