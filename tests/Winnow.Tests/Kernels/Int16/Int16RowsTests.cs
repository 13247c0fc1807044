using Winnow.Kernels.Int16;

namespace Winnow.Tests.Kernels.Int16;

/// <summary>Rows as 16-bit integers: each element within half a step, zero exact, and sums of products within int32.</summary>
public unsafe class Int16RowsTests
{
    [Fact]
    public void Limit_EveryNumberOfInputs_SumsFitAndNoLargerWould()
    {
        for (int inputs = 0; inputs <= 2048; inputs++)
        {
            long limit = Int16Rows.Limit(inputs);
            Assert.InRange(limit * limit * inputs, 0, int.MaxValue);
            Assert.True(limit == short.MaxValue || (limit + 1) * (limit + 1) * inputs > int.MaxValue, $"{inputs} inputs");
        }

        Assert.Equal((8191, 5792, 1023), (Int16Rows.Limit(32), Int16Rows.Limit(64), Int16Rows.Limit(2048)));
    }

    [Fact]
    public void Quantize_EveryLength_WithinHalfAStep()
    {
        var random = new Random(61);
        for (int inputs = 1; inputs <= 257; inputs++)
        {
            float[] x = [.. Enumerable.Range(0, inputs).Select(_ => (random.NextSingle() - 0.5f) * 10)];
            (float scale, short[] words, bool finite) = Quantize(x);
            int limit = Int16Rows.Limit(inputs);
            Assert.True(finite);
            Assert.Equal(x.Max(MathF.Abs) / limit, scale);
            Assert.Equal(limit, words.Max(word => Math.Abs((int)word)));
            for (int i = 0; i < inputs; i++)
            {
                // Half a step, and the rounding of the quotient, which is larger than in bytes: 2^-24 of up to 32767 steps.
                Assert.True(Math.Abs(x[i] - words[i] * (double)scale) <= scale * 0.504, $"{inputs} inputs, element {i}");
            }
        }
    }

    [Fact]
    public void Quantize_Halves_GoToEven()
    {
        // The limit of six inputs sets the scale to 1.
        float limit = Int16Rows.Limit(6);
        Assert.Equal([(short)limit, 0, 2, 2, 0, -2], Quantize([limit, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f]).Words);
    }

    [Fact]
    public void Quantize_Zeros_GivesZeroScale()
    {
        (float scale, short[] words, bool finite) = Quantize([0, -0f, 0, -0f, 0]);
        Assert.True(finite);
        Assert.Equal(0, scale);
        Assert.All(words, word => Assert.Equal(0, word));
    }

    [Fact]
    public void Quantize_TinyElements_AreZero()
    {
        (float scale, short[] words, bool finite) = Quantize([1e-40f, -9e-31f, 0]);
        Assert.True(finite);
        Assert.Equal(0, scale);
        Assert.All(words, word => Assert.Equal(0, word));
    }

    [Theory]
    [InlineData(1.1e-30f)]
    [InlineData(float.MaxValue)]
    public void Quantize_EndsOfTheRange_KeepAllBits(float value)
    {
        (float scale, short[] words, bool finite) = Quantize([value, -value, value / 2, 0]);
        int limit = Int16Rows.Limit(4);
        Assert.True(finite);
        Assert.Equal(value / limit, scale);
        Assert.Equal([(short)limit, (short)-limit, (short)Math.Round(limit / 2.0), 0], words);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Quantize_NotFiniteAnywhere_IsReported(float value)
    {
        const int rows = 3, inputs = 37;
        for (int place = 0; place < rows * inputs; place++)
        {
            float[] x = new float[rows * inputs];
            Array.Fill(x, 1);
            x[place] = value;
            using var quantized = new Int16Rows();
            fixed (float* px = x)
            {
                Assert.False(quantized.Quantize(px, inputs, rows, inputs));
                Assert.False(quantized.QuantizeAlike(px, inputs, rows, inputs, out _));
            }
        }
    }

    [Fact]
    public void Quantize_RowsOfABatch_SameAsAlone()
    {
        var random = new Random(62);
        foreach (int inputs in (int[])[1, 8, 15, 16, 17, 20, 33, 64, 127])
        {
            const int rows = 9;
            int stride = inputs + 5;
            float[] x = Poisoned(random, rows, inputs, stride);
            using var quantized = new Int16Rows();
            fixed (float* px = x)
                Assert.True(quantized.Quantize(px, stride, rows, inputs));
            Assert.Equal((inputs + 1) / 2 * 4, quantized.Stride);
            for (int row = 0; row < rows; row++)
            {
                (float scale, short[] words, _) = Quantize(x[(row * stride)..(row * stride + inputs)]);
                Assert.Equal(scale, *quantized.Scale(row));
                Assert.Equal(words, Words(quantized, row, inputs));
            }
        }
    }

    [Fact]
    public void QuantizeAlike_ManyRows_SameAsOneLongRowOfTheirLimit()
    {
        var random = new Random(63);
        foreach (int inputs in (int[])[1, 8, 15, 16, 17, 20, 33, 64, 127])
        {
            const int rows = 9;
            int stride = inputs + 5, limit = Int16Rows.Limit(inputs);
            float[] x = Poisoned(random, rows, inputs, stride);
            using var quantized = new Int16Rows();
            float scale;
            fixed (float* px = x)
                Assert.True(quantized.QuantizeAlike(px, stride, rows, inputs, out scale));
            float max = Enumerable.Range(0, rows).Max(row => x.AsSpan(row * stride, inputs).ToArray().Max(MathF.Abs));
            Assert.Equal(max / limit, scale);
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < inputs; i++)
                    Assert.Equal(MathF.Round(x[row * stride + i] * (limit / max)), Words(quantized, row, inputs)[i]);
            }
        }
    }

    // Rows of numbers with no numbers between them.
    static float[] Poisoned(Random random, int rows, int inputs, int stride) =>
        [.. Enumerable.Range(0, rows * stride).Select(i => i % stride < inputs ? (random.NextSingle() - 0.5f) * (1 + i / stride) : float.NaN)];

    static (float Scale, short[] Words, bool Finite) Quantize(float[] x)
    {
        using var rows = new Int16Rows();
        fixed (float* px = x)
        {
            bool finite = rows.Quantize(px, x.Length, 1, x.Length);
            return (*rows.Scale(0), Words(rows, 0, x.Length), finite);
        }
    }

    // Also checks that a row of an odd length ends in a zero.
    static short[] Words(Int16Rows rows, int row, int inputs)
    {
        if (inputs % 2 != 0)
            Assert.Equal(0, rows.Row(row)[inputs]);
        return new ReadOnlySpan<short>(rows.Row(row), inputs).ToArray();
    }
}
