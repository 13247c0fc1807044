using Winnow.Training.Optimization;

namespace Winnow.Training.Tests.Optimization;

public class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(55, 0.5)]
    [InlineData(99, 1 / 90.0)]
    [InlineData(100, 0)]
    [InlineData(500, 0)]
    public void At_Linear_RisesAndFallsAlongLines(int step, double share)
        => Assert.Equal(3e-5 * share, new LearningRateSchedule(3e-5, 100).At(step), 1e-12);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, 0.1 + (0.9 * 0.8535533905932737))]
    [InlineData(50, 0.55)]
    [InlineData(100, 0.1)]
    public void At_CosineWithFloorAndNoWarmup_IsHalfAPeriod(int step, double share)
        => Assert.Equal(2 * share, new LearningRateSchedule(2, 100) { Decay = LearningRateDecay.Cosine, WarmupFraction = 0, FloorFraction = 0.1 }.At(step), 1e-12);

    [Fact]
    public void At_WarmupThroughout_EndsAtThePeak() => Assert.Equal(1, new LearningRateSchedule(1, 7) { WarmupFraction = 1 }.At(6));

    [Fact]
    public void At_OneStep_IsThePeak() => Assert.Equal(1, new LearningRateSchedule(1, 1).At(0));

    [Fact]
    public void New_OutOfRange_Throws()
    {
        Assert.StartsWith("The learning rate must be a number above 0.", Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateSchedule(0, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateSchedule(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateSchedule(1, 1).At(-1));
        Assert.StartsWith(
            "WarmupFraction must be from 0 to 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateSchedule(1, 1) { WarmupFraction = 1.5 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateSchedule(1, 1) { FloorFraction = double.NaN });
    }
}
