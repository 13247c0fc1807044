using Winnow.Kernels.BFloat16;

namespace Winnow.Tests.Kernels.BFloat16;

/// <summary>Rows rounded: every element as by itself, the filling zero, nothing written beyond.</summary>
public unsafe class BFloat16RowsTests
{
    [Fact]
    public void Round_EveryLength_SameAsOneByOne()
    {
        var random = new Random(61);
        for (int count = 0; count <= 257; count++)
        {
            float[] x = Values(random, count);
            Assert.Equal([.. x.Select(BFloat16Rounding.Round)], Round(x));
        }
    }

    [Fact]
    public void Round_RowsOfABatch_SameAsAlone()
    {
        var random = new Random(62);
        foreach (int inputs in (int[])[1, 31, 32, 33, 384])
        {
            const int count = 9;
            float[] x = Values(random, count * inputs);
            using var rows = new BFloat16Rows();
            rows.Resize(count, inputs);
            fixed (float* px = x)
            {
                rows.Round(0, 4, px, inputs);
                rows.Round(4, 5, px + 4 * inputs, inputs);
            }

            for (int row = 0; row < count; row++)
                Assert.Equal(Round(x[(row * inputs)..((row + 1) * inputs)]), new Span<ushort>(rows.Row(row), inputs).ToArray());
        }
    }

    static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

    // Also checks that the rest of the last cache line is zero, and nothing beyond is written.
    static ushort[] Round(float[] x)
    {
        const ushort canary = 777;
        const int line = 32;
        ushort[] numbers = new ushort[BFloat16Rows.StrideOf(x.Length) / sizeof(ushort) + line];
        Array.Fill(numbers, canary);
        fixed (float* source = x)
        fixed (ushort* target = numbers)
            BFloat16Rows.Round(source, x.Length, target);
        int lines = (x.Length + line - 1) / line * line;
        Assert.All(numbers[x.Length..lines], value => Assert.Equal(0, value));
        Assert.All(numbers[lines..], value => Assert.Equal(canary, value));
        return numbers[..x.Length];
    }
}
