using Winnow.Evaluation.Plots;

namespace Winnow.Evaluation.Tests.Plots;

public class PlotAxisTests
{
    [Fact]
    public void Linear_FromZero_EndsAtARoundNumberAboveAll() =>
        Assert.Equal(["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"], PlotAxis.Linear([0.31, 0.66], fromZero: true).Labels);

    [Fact]
    public void Linear_OneValue_HasRoomAroundIt()
    {
        PlotAxis axis = PlotAxis.Linear([0.5]);
        Assert.True(axis.Least < 0.5 && axis.Most > 0.5 && axis.Ticks.Length >= 3);
    }

    [Fact]
    public void Logarithmic_WideValues_HasTicksAtOneTwoFive()
    {
        PlotAxis axis = PlotAxis.LogarithmicIfWide([10, 100]);
        Assert.Equal(["10", "20", "50", "100"], axis.Labels);
        Assert.Equal(1, axis.Position(10));
    }

    [Fact]
    public void Logarithmic_NarrowValues_IsLinear() => Assert.Equal(100, PlotAxis.LogarithmicIfWide([100, 300]).Position(100));

    [Fact]
    public void Logarithmic_NoValues_IsAnAxis() => Assert.Equal(0, PlotAxis.LogarithmicIfWide([]).Least);
}
