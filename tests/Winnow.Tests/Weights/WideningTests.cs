using System.Runtime.InteropServices;
using Winnow.Weights;

namespace Winnow.Tests.Weights;

public sealed class WideningTests
{
    const float Canary = 12345.678f;

    [Fact]
    public void Half_EveryValue_EqualsScalar() => CheckEvery(Widening.Half, static (bytes, i) => WideningScalar.Half(bytes, i));

    [Fact]
    public void BFloat16_EveryValue_EqualsScalar() => CheckEvery(Widening.BFloat16, static (bytes, i) => WideningScalar.BFloat16(bytes, i));

    [Fact]
    public void Half_EveryLengthAndOffset_EqualsScalar() => CheckLengths(2, Widening.Half, static (bytes, i) => WideningScalar.Half(bytes, i), [0x00, 0x7C]);

    [Fact]
    public void BFloat16_EveryLengthAndOffset_EqualsScalar() => CheckLengths(2, Widening.BFloat16, static (bytes, i) => WideningScalar.BFloat16(bytes, i), [0xC0, 0x7F]);

    [Fact]
    public void Single_EveryLengthAndOffset_EqualsScalar() => CheckLengths(4, Widening.Single, static (bytes, i) => WideningScalar.Single(bytes, i), [0, 0, 0x80, 0xFF]);

    [Fact]
    public void Double_EveryLengthAndOffset_EqualsScalar() =>
        CheckLengths(8, Widening.Double, static (bytes, i) => WideningScalar.Double(bytes, i), BitConverter.GetBytes(1e39));

    [Fact]
    public void Int8_EveryLengthAndOffset_EqualsScalar()
    {
        var random = new Random(1);
        byte[] source = new byte[300];
        random.NextBytes(source);
        foreach (float scale in new[] { 0.0123f, 1e-45f, float.MaxValue / 128, 1f })
        {
            for (int length = 0; length <= 257; length++)
            {
                int offset = length % 7;
                float[] destination = new float[length + 1];
                destination[length] = Canary;
                Widening.Int8(source.AsSpan(offset, length), scale, destination.AsSpan(0, length));
                for (int i = 0; i < length; i++)
                    Assert.Equal((sbyte)source[offset + i] * scale, destination[i]);
                Assert.Equal(Canary, destination[length]);
            }
        }
    }

    [Theory]
    [InlineData(0x3C00, 1f)]
    [InlineData(0xC000, -2f)]
    [InlineData(0x7BFF, 65504f)]
    [InlineData(0x0001, 5.9604645e-8f)]
    [InlineData(0x03FF, 6.097555e-5f)]
    [InlineData(0x8001, -5.9604645e-8f)]
    [InlineData(0x7C00, float.PositiveInfinity)]
    [InlineData(0xFC00, float.NegativeInfinity)]
    public void Half_KnownValue_IsThis(int half, float expected)
    {
        ushort[] source = new ushort[64];
        Array.Fill(source, (ushort)half);
        float[] destination = new float[64];
        Assert.Equal(float.IsFinite(expected), Widening.Half(MemoryMarshal.AsBytes<ushort>(source), destination));
        Assert.All(destination, value => Assert.Equal(expected, value));
    }

    static void CheckEvery(Widen widen, Func<byte[], int, float> scalar)
    {
        byte[] source = new byte[2 * 65536];
        for (int i = 0; i < 65536; i++)
            BitConverter.TryWriteBytes(source.AsSpan(2 * i), (ushort)i);
        float[] destination = new float[65536];
        Assert.False(widen(source, destination));
        for (int i = 0; i < 65536; i++)
        {
            float expected = scalar(source, i);
            if (float.IsNaN(expected) ? !float.IsNaN(destination[i]) : BitConverter.SingleToUInt32Bits(expected) != BitConverter.SingleToUInt32Bits(destination[i]))
                Assert.Fail($"{i:X4}: {destination[i]:R} where {expected:R} was expected");
        }
    }

    /// <summary>All lengths, unaligned sources, nothing written behind the end, and a bad element noticed wherever it lies.</summary>
    static void CheckLengths(int size, Widen widen, Func<byte[], int, float> scalar, byte[] bad)
    {
        var random = new Random(size);
        for (int length = 0; length <= 257; length++)
        {
            byte[] aligned = new byte[length * size];
            for (int i = 0; i < length; i++)
                WriteFinite(random, aligned.AsSpan(i * size, size));
            int offset = length % 5;
            byte[] source = new byte[offset + aligned.Length];
            aligned.CopyTo(source, offset);
            float[] destination = new float[length + 1];
            destination[length] = Canary;
            Assert.True(widen(source.AsSpan(offset), destination.AsSpan(0, length)));
            for (int i = 0; i < length; i++)
                Assert.Equal(BitConverter.SingleToUInt32Bits(scalar(aligned, i)), BitConverter.SingleToUInt32Bits(destination[i]));
            Assert.Equal(Canary, destination[length]);

            if (length > 0)
            {
                int index = random.Next(length);
                bad.CopyTo(source.AsSpan(offset + index * size));
                Assert.False(widen(source.AsSpan(offset), destination.AsSpan(0, length)));
                Assert.Equal(index, WideningScalar.IndexOfNonFinite(destination));
            }
        }
    }

    static void WriteFinite(Random random, Span<byte> element)
    {
        float value = (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-9, 4)));
        switch (element.Length)
        {
            case 2:
                // The pattern of a half and of a bfloat16 alike; the top exponent bits stay clear of all ones in both.
                BitConverter.TryWriteBytes(element, (ushort)(random.Next(65536) & 0xBBFF));
                break;
            case 4:
                BitConverter.TryWriteBytes(element, value);
                break;
            default:
                BitConverter.TryWriteBytes(element, (double)value / 3);
                break;
        }
    }

    delegate bool Widen(ReadOnlySpan<byte> source, Span<float> destination);
}
