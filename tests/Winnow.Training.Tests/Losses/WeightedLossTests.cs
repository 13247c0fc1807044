using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class WeightedLossTests
{
    [Fact]
    public void Compute_TwoLosses_AddsThemWithTheirWeights()
    {
        Candidate[][] lists = [LossCheck.List((2, 1, 1), (0, 3, 0)), LossCheck.List((1, 1, 0), (4, 2, 2))];
        (double mse, double[][] mseGradient) = LossCheck.Compute(new MseLoss(), lists);
        (double bce, double[][] bceGradient) = LossCheck.Compute(new BceLoss(), lists);
        (double sum, double[][] gradient) = LossCheck.Compute(new WeightedLoss((0.5, new MseLoss()), (2, new BceLoss())), lists);
        Assert.Equal((0.5 * mse) + (2 * bce), sum, 5);
        Assert.Equal((0.5 * mseGradient[1][1]) + (2 * bceGradient[1][1]), gradient[1][1], 5);
    }

    [Fact]
    public void New_WithoutLossOrWithWeightZero_Throws()
    {
        Assert.Throws<ArgumentException>(() => new WeightedLoss());
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedLoss((0, new MseLoss())));
    }
}
