using Winnow.Onnx.Format;

namespace Winnow.Tests.Onnx;

/// <summary>Bytes on the wire, after the examples in protobuf's own documentation.</summary>
public class ProtoMessageTests
{
    [Fact]
    public void Integer_150_IsTwoBytesAfterTheTag() => Assert.Equal([0x08, 0x96, 0x01], Bytes(new ProtoMessage().Integer(1, 150)));

    [Fact]
    public void Integer_Negative_IsTenBytesAfterTheTag() =>
        Assert.Equal([0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], Bytes(new ProtoMessage().Integer(2, -1)));

    [Fact]
    public void Integer_FieldAbove15_HasATagOfTwoBytes() => Assert.Equal([0xa0, 0x01, 0x07], Bytes(new ProtoMessage().Integer(20, 7)));

    [Fact]
    public void Text_Testing_IsLengthAndBytes() =>
        Assert.Equal([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67], Bytes(new ProtoMessage().Text(2, "testing")));

    [Fact]
    public void Float_One_IsLittleEndian() => Assert.Equal([0x15, 0x00, 0x00, 0x80, 0x3f], Bytes(new ProtoMessage().Float(2, 1)));

    [Fact]
    public void Message_WithDataWithin_CountsAndKeepsTheOrder()
    {
        ProtoMessage inner = new ProtoMessage().Integer(1, 1).Data(9, TensorData.Of([1f, 2f])).Text(8, "a");
        ProtoMessage outer = new ProtoMessage().Text(1, "b").Message(5, inner).Integer(2, 3);
        byte[] expected =
        [
            0x0a, 0x01, 0x62,
            0x2a, 0x0f, 0x08, 0x01, 0x4a, 0x08, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0x40, 0x42, 0x01, 0x61,
            0x10, 0x03,
        ];
        Assert.Equal(expected, Bytes(outer));
    }

    static byte[] Bytes(ProtoMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        Assert.Equal(message.Length, stream.Length);
        return stream.ToArray();
    }
}
