using Winnow.Evaluation.Speed.Measures;

namespace Winnow.Evaluation.Tests.Speed.Measures;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(3, 3.0)]
    [InlineData(2, 1.0, 2.0, 9.0)]
    [InlineData(2, 9.0, 1.0, 2.0)]
    [InlineData(1.5, 2.0, 1.0)]
    [InlineData(2.5, 4.0, 1.0, 3.0, 2.0)]
    public void Median_AnyOrder_IsTheMiddle(double expected, params double[] values) => Assert.Equal(expected, Statistics.Median(values));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, 2)]
    [InlineData(50, 3)]
    [InlineData(90, 4.6)]
    [InlineData(99, 4.96)]
    [InlineData(100, 5)]
    public void Percentile_FiveValues_InterpolatesAsNumPyDoes(double percent, double expected) =>
        Assert.Equal(expected, Statistics.Percentile([5, 3, 1, 4, 2], percent), 1e-12);

    [Fact]
    public void Percentile_NoValues_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.Percentile([], 50));
}
