using Winnow.Kernels.Int8;

namespace Winnow.Tests.Kernels.Int8;

/// <summary>Rows as bytes: each element within half a step, zero exact, the filling harmless.</summary>
public unsafe class Int8RowsTests
{
    [Fact]
    public void Quantize_EveryLength_WithinHalfAStep()
    {
        var random = new Random(21);
        for (int count = 1; count <= 257; count++)
        {
            float[] x = [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 10)];
            (float scale, byte[] bytes) = Quantize(x);
            Assert.Equal(x.Max(MathF.Abs) / 127, scale);
            for (int i = 0; i < count; i++)
            {
                Assert.InRange(bytes[i], 1, 255);
                // Half a step, and the rounding of the quotient.
                Assert.True(Math.Abs(x[i] - (bytes[i] - 128) * (double)scale) <= scale * 0.50002, $"{count} elements, element {i}");
            }
        }
    }

    [Fact]
    public void Quantize_Zeros_GivesZeroScale()
    {
        (float scale, byte[] bytes) = Quantize([0, -0f, 0, -0f, 0]);
        Assert.Equal(0, scale);
        Assert.All(bytes, value => Assert.Equal(128, value));
    }

    [Fact]
    public void Quantize_NegativeZeroAmongOthers_IsZero() => Assert.Equal(128, Quantize([1, -0f, -1]).Bytes[1]);

    [Fact]
    public void Quantize_OneHugeElement_TakesTheRangeAlone()
    {
        float[] x = new float[100];
        Array.Fill(x, 1);
        x[70] = -3e38f;
        (float scale, byte[] bytes) = Quantize(x);
        Assert.Equal(3e38f / 127, scale);
        Assert.Equal(1, bytes[70]);
        Assert.Equal(128, bytes[0]);
    }

    [Fact]
    public void Quantize_TinyElements_AreZero()
    {
        (float scale, byte[] bytes) = Quantize([1e-40f, -1e-38f, 0]);
        Assert.Equal(0, scale);
        Assert.Equal((byte[])[128, 128, 128], bytes[..3]);
    }

    [Fact]
    public void Quantize_Halves_GoToEven()
    {
        // 127 sets the scale to 1.
        byte[] bytes = Quantize([127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f]).Bytes;
        Assert.Equal((byte[])[255, 128, 130, 130, 128, 126], bytes[..6]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Quantize_NotFinite_ShowsInTheScale(float value)
    {
        for (int place = 0; place < 70; place++)
        {
            float[] x = new float[70];
            Array.Fill(x, 1);
            x[place] = value;
            Assert.False(float.IsFinite(Quantize(x).Scale));
        }
    }

    [Fact]
    public void Quantize_RowsOfABatch_SameAsAlone()
    {
        var random = new Random(22);
        foreach (int inputs in (int[])[1, 63, 64, 65, 384])
        {
            const int count = 9;
            float[] x = [.. Enumerable.Range(0, count * inputs).Select(_ => random.NextSingle() - 0.5f)];
            using var rows = new Int8Rows();
            rows.Resize(count, inputs);
            fixed (float* px = x)
            {
                rows.Quantize(0, 4, px, inputs);
                rows.Quantize(4, 5, px + 4 * inputs, inputs);
            }

            for (int row = 0; row < count; row++)
            {
                (float scale, byte[] bytes) = Quantize(x[(row * inputs)..((row + 1) * inputs)]);
                Assert.Equal(scale, *rows.Scale(row));
                Assert.Equal(bytes[..inputs], new Span<byte>(rows.Row(row), inputs).ToArray());
            }
        }
    }

    // Also checks that the rest of the last cache line is zeros in the bytes' code, and nothing beyond is written.
    static (float Scale, byte[] Bytes) Quantize(float[] x)
    {
        const byte canary = 77;
        byte[] bytes = new byte[Int8Rows.StrideOf(x.Length) + 64];
        Array.Fill(bytes, canary);
        float scale;
        fixed (float* source = x)
        fixed (byte* target = bytes)
            scale = Int8Rows.Quantize(source, x.Length, target);
        int lines = (x.Length + 63) / 64 * 64;
        if (float.IsFinite(scale))
            Assert.All(bytes[x.Length..lines], value => Assert.Equal(128, value));
        Assert.All(bytes[lines..], value => Assert.Equal(canary, value));
        return (scale, bytes[..lines]);
    }
}
