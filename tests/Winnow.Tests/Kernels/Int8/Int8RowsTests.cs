using Winnow.Kernels.Int8;

namespace Winnow.Tests.Kernels.Int8;

/// <summary>Rows as bytes: each element within half a step, the filling harmless.</summary>
public unsafe class Int8RowsTests
{
    [Fact]
    public void Quantize_EveryLength_WithinHalfAStep()
    {
        var random = new Random(21);
        for (int count = 1; count <= 257; count++)
        {
            // Around 2, so that most rows lie to one side of zero.
            float[] x = [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.3f) * 10)];
            (float scale, float center, byte[] bytes) = Quantize(x);
            Assert.Equal((x.Min() + (double)x.Max()) / 2, center, 1e-6);
            Assert.Equal((x.Max() - (double)x.Min()) / 254, scale, 1e-6);
            for (int i = 0; i < count; i++)
            {
                Assert.InRange(bytes[i], 1, 255);
                // Half a step, and the rounding of the quotient and of the distance to the center.
                Assert.True(Math.Abs(x[i] - (center + (bytes[i] - 128) * (double)scale)) <= scale * 0.50002 + 1e-6, $"{count} elements, element {i}");
            }
        }
    }

    [Fact]
    public void Quantize_BothEnds_AreTheOutermostBytes()
    {
        (_, float center, byte[] bytes) = Quantize([-1, 9, 4, 0]);
        Assert.Equal(4, center);
        Assert.Equal((byte[])[1, 255, 128], bytes[..3]);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(7.25f)]
    [InlineData(-3e38f)]
    public void Quantize_EqualElements_AreTheCenter(float value)
    {
        (float scale, float center, byte[] bytes) = Quantize([value, value, value]);
        Assert.Equal((0, value), (scale, center));
        Assert.Equal((byte[])[128, 128, 128], bytes[..3]);
    }

    [Fact]
    public void Quantize_NeighboursFarFromZero_StayWithinTheBytes()
    {
        // The center is rounded to one of the two: the other lies a whole distance away.
        float[] x = [1000, MathF.BitIncrement(1000), 1000];
        (float scale, float center, byte[] bytes) = Quantize(x);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(x[i], center + (bytes[i] - 128) * (double)scale, 1e-9);
    }

    [Fact]
    public void Quantize_HugeElementsOfBothSigns_StayFinite()
    {
        (float scale, float center, byte[] bytes) = Quantize([3e38f, -3e38f, 0]);
        Assert.Equal((3e38f / 127, 0), (scale, center));
        Assert.Equal((byte[])[255, 1, 128], bytes[..3]);
    }

    [Fact]
    public void Quantize_TinyDistances_AreTheCenter()
    {
        (float scale, _, byte[] bytes) = Quantize([1e-40f, -1e-38f, 0]);
        Assert.Equal(0, scale);
        Assert.Equal((byte[])[128, 128, 128], bytes[..3]);
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
            Assert.False(float.IsFinite(QuantizeAroundZero(x).Scale));
        }
    }

    [Fact]
    public void QuantizeAroundZero_EveryLength_WithinHalfAStep()
    {
        var random = new Random(23);
        for (int count = 1; count <= 257; count++)
        {
            float[] x = [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 10)];
            (float scale, byte[] bytes) = QuantizeAroundZero(x);
            Assert.Equal(x.Max(MathF.Abs) / 127, scale);
            for (int i = 0; i < count; i++)
            {
                Assert.InRange(bytes[i], 1, 255);
                Assert.True(Math.Abs(x[i] - (bytes[i] - 128) * (double)scale) <= scale * 0.50002, $"{count} elements, element {i}");
            }
        }
    }

    [Fact]
    public void QuantizeAroundZero_Zeros_GivesZeroScale()
    {
        (float scale, byte[] bytes) = QuantizeAroundZero([0, -0f, 0, -0f, 0]);
        Assert.Equal(0, scale);
        Assert.All(bytes, value => Assert.Equal(128, value));
    }

    [Fact]
    public void QuantizeAroundZero_NegativeZeroAmongOthers_IsZero() => Assert.Equal(128, QuantizeAroundZero([1, -0f, -1]).Bytes[1]);

    [Fact]
    public void QuantizeAroundZero_OneHugeElement_TakesTheRangeAlone()
    {
        float[] x = new float[100];
        Array.Fill(x, 1);
        x[70] = -3e38f;
        (float scale, byte[] bytes) = QuantizeAroundZero(x);
        Assert.Equal(3e38f / 127, scale);
        Assert.Equal(1, bytes[70]);
        Assert.Equal(128, bytes[0]);
    }

    [Fact]
    public void QuantizeAroundZero_Halves_GoToEven()
    {
        // 127 sets the scale to 1.
        byte[] bytes = QuantizeAroundZero([127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f]).Bytes;
        Assert.Equal((byte[])[255, 128, 130, 130, 128, 126], bytes[..6]);
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
                (float scale, float center, byte[] bytes) = Quantize(x[(row * inputs)..((row + 1) * inputs)]);
                Assert.Equal((scale, center), (*rows.Scale(row), *rows.Center(row)));
                Assert.Equal(bytes[..inputs], new Span<byte>(rows.Row(row), inputs).ToArray());
            }
        }
    }

    static (float Scale, float Center, byte[] Bytes) Quantize(float[] x)
    {
        float center = 0;
        (float scale, byte[] bytes) = Run(x, (source, target) => Int8Rows.Quantize((float*)source, x.Length, (byte*)target, out center));
        return (scale, center, bytes);
    }

    // Also checks that the rest of the last cache line is zeros in the bytes' code.
    static (float Scale, byte[] Bytes) QuantizeAroundZero(float[] x)
    {
        (float scale, byte[] bytes) = Run(x, (source, target) => Int8Rows.QuantizeAroundZero((float*)source, x.Length, (byte*)target));
        if (float.IsFinite(scale))
            Assert.All(bytes[x.Length..], value => Assert.Equal(128, value));
        return (scale, bytes);
    }

    // Also checks that nothing beyond the last cache line is written.
    static (float Scale, byte[] Bytes) Run(float[] x, Func<nint, nint, float> quantize)
    {
        const byte canary = 77;
        byte[] bytes = new byte[Int8Rows.StrideOf(x.Length) + 64];
        Array.Fill(bytes, canary);
        float scale;
        fixed (float* source = x)
        fixed (byte* target = bytes)
            scale = quantize((nint)source, (nint)target);
        int lines = (x.Length + 63) / 64 * 64;
        Assert.All(bytes[lines..], value => Assert.Equal(canary, value));
        return (scale, bytes[..lines]);
    }
}
