using Winnow.Evaluation.Significance;

namespace Winnow.Evaluation.Tests.Significance;

public sealed class BootstrapTests
{
    [Fact]
    public void Mean_TwoValues_GivesTheQuantilesByHand()
    {
        // Means of two draws from 0 and 1 are 0, 0.5 and 1 with the chances 1/4, 1/2 and 1/4.
        Assert.Equal(new ConfidenceInterval(0, 1, 0.95), Bootstrap.Mean([0, 1]));
        Assert.Equal(new ConfidenceInterval(0.5, 0.5, 0.4), Bootstrap.Mean([0, 1], confidence: 0.4));
    }

    [Fact]
    public void Mean_EqualValues_IsAPoint() => Assert.Equal(new ConfidenceInterval(0.25, 0.25, 0.95), Bootstrap.Mean([0.25, 0.25, 0.25]));

    [Fact]
    public void Mean_ManyValues_IsNearTheNormalInterval()
    {
        var random = new Random(6);
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        double mean = values.Average(), error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / 400 / 400);

        ConfidenceInterval interval = Bootstrap.Mean(values);

        Assert.Equal(mean - (1.96 * error), interval.Lower, 0.1 * error);
        Assert.Equal(mean + (1.96 * error), interval.Upper, 0.1 * error);
    }

    [Fact]
    public void MeanDifference_ShiftedValues_LosesTheSpreadOfTheQueries()
    {
        double[] baseline = [0.1, 0.9, 0.4, 0.7], system = [0.35, 1.15, 0.65, 0.95];

        ConfidenceInterval interval = Bootstrap.MeanDifference(baseline, system);

        Assert.Equal(0.25, interval.Lower, 1e-12);
        Assert.Equal(0.25, interval.Upper, 1e-12);
    }

    [Fact]
    public void Mean_Repeated_IsTheSameAndDependsOnTheSeed()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(i => Math.Sqrt(i))];

        Assert.Equal(Bootstrap.Mean(values), Bootstrap.Mean(values));
        Assert.NotEqual(Bootstrap.Mean(values), Bootstrap.Mean(values, seed: 2));
    }

    [Fact]
    public void Mean_WrongArguments_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([]));
        Assert.Throws<ArgumentException>(() => Bootstrap.MeanDifference([1], [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], confidence: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], confidence: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], resamples: 0));
    }
}
