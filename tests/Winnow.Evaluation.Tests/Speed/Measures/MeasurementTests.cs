using Winnow.Evaluation.Speed.Measures;

namespace Winnow.Evaluation.Tests.Speed.Measures;

public sealed class MeasurementTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Int8Peak_AnyThreads_IsAPositiveNumber(int threads) =>
        Assert.InRange(Int8PeakMeasurement.Measure(threads, TimeSpan.Zero, TestContext.Current.CancellationToken), 1, double.MaxValue);

    [Fact]
    public void PeakMemory_ThisProcess_IsMoreThanARuntimeNeeds() => Assert.InRange(PeakMemory.Read(), 10_000_000, 1_000_000_000_000);

    [Fact]
    public void Repeat_NoTime_RunsOnce()
    {
        int runs = 0;
        Assert.Equal(1, TimedRuns.Repeat(() => runs++, TimeSpan.Zero, TestContext.Current.CancellationToken).Count);
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Repeat_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => TimedRuns.Repeat(cancellation.Cancel, TimeSpan.FromHours(1), cancellation.Token));
    }
}
