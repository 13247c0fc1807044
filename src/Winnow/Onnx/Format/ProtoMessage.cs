using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Winnow.Onnx.Format;

/// <summary>A protobuf message in the making. Fields come out in the order in which they were added.</summary>
/// <remarks>Large data is not copied into the message but written when the message is, so that a model is never in memory as a whole.</remarks>
sealed class ProtoMessage
{
    const int Varint = 0, LengthDelimited = 2, Fixed32 = 5;

    // The bit that says that more bytes of an integer follow.
    const byte More = 0x80;

    // What was added so far: bytes, then some large data, then bytes again, and so on.
    readonly List<TensorData> _parts = [];
    ArrayBufferWriter<byte> _bytes = new();
    long _partsLength;

    /// <summary>Gets the number of bytes of the message.</summary>
    public long Length => _partsLength + _bytes.WrittenCount;

    /// <summary>Adds a field of an integer or an enumeration.</summary>
    public ProtoMessage Integer(int field, long value)
    {
        Tag(field, Varint);
        WriteVarint((ulong)value);
        return this;
    }

    /// <summary>Adds a field of a float.</summary>
    public ProtoMessage Float(int field, float value)
    {
        Tag(field, Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Adds a field of a text.</summary>
    public ProtoMessage Text(int field, string value)
    {
        Tag(field, LengthDelimited);
        WriteVarint((ulong)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _bytes);
        return this;
    }

    /// <summary>Adds a field of bytes.</summary>
    public ProtoMessage Data(int field, TensorData data)
    {
        Tag(field, LengthDelimited);
        WriteVarint((ulong)data.Length);
        Append(data);
        return this;
    }

    /// <summary>Adds a field of a finished message.</summary>
    public ProtoMessage Message(int field, ProtoMessage message)
    {
        Tag(field, LengthDelimited);
        WriteVarint((ulong)message.Length);
        foreach (TensorData part in message._parts)
            Append(part);
        _bytes.Write(message._bytes.WrittenSpan);
        return this;
    }

    /// <summary>Writes the message.</summary>
    public void WriteTo(Stream stream)
    {
        foreach (TensorData part in _parts)
            part.WriteTo(stream);
        stream.Write(_bytes.WrittenSpan);
    }

    void Append(TensorData data)
    {
        ArrayBufferWriter<byte> before = _bytes;
        _bytes = new ArrayBufferWriter<byte>();
        _parts.Add(new TensorData(before.WrittenCount, stream => stream.Write(before.WrittenSpan)));
        _parts.Add(data);
        _partsLength += before.WrittenCount + data.Length;
    }

    void Tag(int field, int kind) => WriteVarint((ulong)(field << 3 | kind));

    void WriteVarint(ulong value)
    {
        for (; value >= More; value >>= 7)
            _bytes.Write([(byte)(value | More)]);
        _bytes.Write([(byte)value]);
    }
}
