using Winnow.Evaluation.Significance;

namespace Winnow.Evaluation.Tests.Significance;

public sealed class PairedRandomizationTests
{
    [Theory]
    // Sums of ±1±2±3: 6 4 2 0 0 -2 -4 -6.
    [InlineData(2 / 8.0, 1.0, 2.0, 3.0)]
    [InlineData(4 / 8.0, -1.0, 2.0, 3.0)]
    [InlineData(8 / 8.0, 1.0, 2.0, -3.0)]
    // Sums of ±1±1: 2 0 0 -2; zeros change nothing.
    [InlineData(2 / 4.0, 1.0, 0.0, 1.0, 0.0, 0.0)]
    [InlineData(1.0, 5.0)]
    [InlineData(1.0, 0.0, 0.0)]
    [InlineData(1.0)]
    public void PValue_FewQueries_IsExact(double expected, params double[] differences) =>
        Assert.Equal(expected, PairedRandomization.PValue(new double[differences.Length], differences));

    [Fact]
    public void PValue_RandomTenths_EqualsCountingInIntegers()
    {
        // In tenths, sums that are equal on paper differ in the last bit.
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            int[] tenths = [.. Enumerable.Range(0, random.Next(1, 10)).Select(_ => random.Next(-5, 6))];
            int observed = Math.Abs(tenths.Sum());
            int[] sums = [.. tenths.Aggregate((int[])[0], (all, tenth) => [.. all.Select(sum => sum + tenth), .. all.Select(sum => sum - tenth)])];

            double p = PairedRandomization.PValue(new double[tenths.Length], [.. tenths.Select(tenth => tenth / 10.0)]);

            Assert.Equal(sums.Count(sum => Math.Abs(sum) >= observed) / (double)sums.Length, p, 1e-12);
        }
    }

    [Fact]
    public void PValue_Sampled_IsNearTheExactOne()
    {
        var random = new Random(4);
        for (int round = 0; round < 20; round++)
        {
            double[] differences = [.. Enumerable.Range(0, 15).Select(_ => random.NextDouble() - 0.35)];
            double exact = PairedRandomization.PValue(new double[15], differences);

            double sampled = PairedRandomization.PValue(new double[15], differences, permutations: 20_000);

            // Five standard deviations of a sampled share, and one count.
            Assert.Equal(exact, sampled, (5 * Math.Sqrt(exact * (1 - exact) / 20_000)) + 1e-4);
        }
    }

    [Fact]
    public void PValue_ClearDifference_IsNeverZero() =>
        Assert.Equal(1 / 1001.0, PairedRandomization.PValue(new double[100], [.. Enumerable.Repeat(1.0, 100)], permutations: 1000));

    [Fact]
    public void PValue_Repeated_IsTheSameAndDependsOnTheSeed()
    {
        var random = new Random(5);
        double[] a = [.. Enumerable.Range(0, 100).Select(_ => random.NextDouble())], b = [.. a.Select(value => value + random.NextDouble() - 0.47)];

        double p = PairedRandomization.PValue(a, b, 5000);

        Assert.Equal(p, PairedRandomization.PValue(a, b, 5000));
        Assert.Equal(p, PairedRandomization.PValue(b, a, 5000));
        Assert.NotEqual(p, PairedRandomization.PValue(a, b, 5000, seed: 2));
    }

    [Fact]
    public void PValue_WrongArguments_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => PairedRandomization.PValue([1, 2], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedRandomization.PValue([1], [2], permutations: 0));
    }
}
