using System.Text.Json;
using System.Text.Unicode;

namespace Winnow.Weights;

/// <summary>Reads the JSON header of a safetensors file and checks that what it says can be true of the bytes behind it.</summary>
/// <remarks>
/// The header is untrusted: nothing that it states is used before it is checked. Everything that the reference reader refuses is refused, and in addition duplicate names.
/// Unknown keys of a tensor are passed over, as the reference does.
/// </remarks>
ref struct SafetensorsHeader
{
    /// <summary>The longest header in bytes, as in the reference.</summary>
    internal const long MaxLength = 100_000_000;

    // No known tensor has more than five dimensions; the limit keeps a hostile header from filling the memory.
    const int MaxRank = 64;

    readonly string _path;
    readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    Utf8JsonReader _reader;

    SafetensorsHeader(ReadOnlySpan<byte> header, string path)
    {
        _path = path;
        _reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 64 });
    }

    /// <summary>Parses a header.</summary>
    /// <param name="header">The bytes between the length and the data.</param>
    /// <param name="dataLength">The number of bytes behind the header.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="WinnowException">The header is not valid or does not fit the data.</exception>
    internal static (Dictionary<string, TensorInfo> Tensors, Dictionary<string, string> Metadata) Parse(ReadOnlySpan<byte> header, long dataLength, string path)
    {
        if (header.IsEmpty || header[0] != (byte)'{')
            throw new WinnowException($"{path}: the header does not start with '{{', so this is no safetensors file, or it is damaged. Fetch or export it again.");
        if (!Utf8.IsValid(header))
            throw new WinnowException($"{path}: the header is not valid UTF-8. {ErrorText.Damaged}");

        var parser = new SafetensorsHeader(header, path);
        try
        {
            parser.ReadRoot();
        }
        catch (JsonException error)
        {
            throw new WinnowException(
                $"{path}: the header is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of that line). {ErrorText.Damaged}", error);
        }

        parser.CheckLayout(dataLength);
        return (parser._tensors, parser._metadata);
    }

    void ReadRoot()
    {
        _reader.Read();
        bool metadataSeen = false;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = ReadString("a tensor's name");
            _reader.Read();
            if (name == "__metadata__")
            {
                if (metadataSeen)
                    throw Fail("the header has the key \"__metadata__\" twice.");
                metadataSeen = true;
                ReadMetadata();
            }
            else
            {
                TensorInfo tensor = ReadTensor(name);
                if (!_tensors.TryAdd(name, tensor))
                    throw Fail($"the header has the tensor {ErrorText.Quote(name)} twice.");
            }
        }

        // Reading on to the end makes the reader refuse anything but white space behind the object.
        while (_reader.Read())
        {
        }
    }

    void ReadMetadata()
    {
        if (_reader.TokenType == JsonTokenType.Null)
            return;
        if (_reader.TokenType != JsonTokenType.StartObject)
            throw Fail("\"__metadata__\" is not an object of strings.");

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = ReadString("a key of \"__metadata__\"");
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.String)
                throw Fail($"the value of {ErrorText.Quote(key)} in \"__metadata__\" is not a string.");
            if (!_metadata.TryAdd(key, ReadString("a value in \"__metadata__\"")))
                throw Fail($"\"__metadata__\" has the key {ErrorText.Quote(key)} twice.");
        }
    }

    TensorInfo ReadTensor(string name)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
            throw FailTensor(name, "is not described by an object with dtype, shape and data_offsets.");

        TensorType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.ValueTextEquals("dtype"u8))
                type = type is null ? ReadType(name) : throw FailTensor(name, "has the key \"dtype\" twice.");
            else if (_reader.ValueTextEquals("shape"u8))
                shape = shape is null ? ReadNumbers(name, "shape", MaxRank) : throw FailTensor(name, "has the key \"shape\" twice.");
            else if (_reader.ValueTextEquals("data_offsets"u8))
                offsets = offsets is null ? ReadNumbers(name, "data_offsets", 2) : throw FailTensor(name, "has the key \"data_offsets\" twice.");
            else
                _reader.Skip();
        }

        if (type is not { } elementType)
            throw FailTensor(name, "has no \"dtype\".");
        if (shape is null)
            throw FailTensor(name, "has no \"shape\".");
        if (offsets is null)
            throw FailTensor(name, "has no \"data_offsets\".");
        if (offsets.Length != 2)
            throw FailTensor(name, $"has \"data_offsets\" of {offsets.Length} numbers; begin and end are needed.");

        (long begin, long end) = (offsets[0], offsets[1]);
        if (end < begin)
            throw FailTensor(name, $"ends at byte {end}, before its beginning at byte {begin}.");
        if (!elementType.TryGetByteLength(shape, out long length))
            throw FailTensor(name, $"has the shape {ErrorText.Shape(shape)} of {elementType.Name()}, which is too large or does not fill whole bytes.");
        if (end - begin != length)
        {
            throw FailTensor(name, $"takes {ErrorText.Number(end - begin)} bytes by its data_offsets [{begin},{end}], but its shape {ErrorText.Shape(shape)} "
                + $"of {elementType.Name()} needs {ErrorText.Number(length)}.");
        }

        return new TensorInfo(name, elementType, Array.AsReadOnly(shape), begin, length);
    }

    TensorType ReadType(string name)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.String)
            throw FailTensor(name, "has a \"dtype\" that is not a string.");
        string typeName = ReadString("a tensor's dtype");
        return TensorTypes.TryParse(typeName, out TensorType type)
            ? type
            : throw new WinnowException(
                $"{_path}: tensor {ErrorText.Quote(name)} has the unknown dtype {ErrorText.Quote(typeName)}. Known are {TensorTypes.AllNames}. Export the model as F32, F16 or BF16.");
    }

    long[] ReadNumbers(string name, string key, int limit)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartArray)
            throw FailTensor(name, $"has a \"{key}\" that is not an array.");

        Span<long> numbers = stackalloc long[MaxRank];
        int count = 0;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            // Unsigned, because a signed parse would take -0, which the reference refuses.
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetUInt64(out ulong number) || number > long.MaxValue)
                throw FailTensor(name, $"has a \"{key}\" with an entry that is not a whole number from 0 to {long.MaxValue}.");
            if (count == limit)
                throw FailTensor(name, $"has a \"{key}\" of more than {limit} numbers.");
            numbers[count++] = (long)number;
        }

        return numbers[..count].ToArray();
    }

    /// <summary>Decodes the current string; one with half a surrogate pair in its escapes is no text.</summary>
    string ReadString(string what)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new WinnowException($"{_path}: {what} is not valid Unicode. {ErrorText.Damaged}", error);
        }
    }

    /// <summary>The tensors must cover the data from its first byte to its last, each byte once.</summary>
    readonly void CheckLayout(long dataLength)
    {
        var sorted = new TensorInfo[_tensors.Count];
        _tensors.Values.CopyTo(sorted, 0);
        Array.Sort(sorted, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.Length.CompareTo(b.Length));

        long position = 0;
        TensorInfo? previous = null;
        foreach (TensorInfo tensor in sorted)
        {
            if (tensor.Offset < position)
                throw FailTensor(tensor.Name, $"begins at byte {tensor.Offset} of the data, inside tensor {ErrorText.Quote(previous!.Name)}, which ends at byte {position}.");
            if (tensor.Offset > position)
                throw FailTensor(tensor.Name, $"begins at byte {tensor.Offset} of the data, which leaves a hole behind byte {position}.");
            // Length is at most long.MaxValue - Offset, since both come from offsets that fit.
            position = tensor.Offset + tensor.Length;
            previous = tensor;
        }

        if (position > dataLength)
        {
            throw new WinnowException($"{_path}: the file is cut short: the header describes {ErrorText.Number(position)} bytes of data, "
                + $"and {ErrorText.Number(dataLength)} are there. Fetch it again; a download may have stopped early.");
        }

        if (position < dataLength)
            throw Fail($"the header describes {ErrorText.Number(position)} bytes of data, but {ErrorText.Number(dataLength)} are there.");
    }

    readonly WinnowException Fail(string what) => new($"{_path}: {what} {ErrorText.Damaged}");

    readonly WinnowException FailTensor(string name, string what) => Fail($"tensor {ErrorText.Quote(name)} {what}");
}
