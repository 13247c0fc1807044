using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class BceLossTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Compute_RandomLists_IsTheMeanOverCandidates(double weight)
        => LossCheck.MatchesReference(new BceLoss(weight), list => (list.Sum(c =>
        {
            double probability = 1 / (1 + Math.Exp(-c.Score));
            return c.Relevance > 0 ? -weight * Math.Log(probability) : -Math.Log(1 - probability);
        }), list.Length));

    [Fact]
    public void Compute_ScoresAreZero_WeighsLogTwo()
        => Assert.Equal(2 * Math.Log(2), LossCheck.Compute(new BceLoss(3), [LossCheck.List((0, 0, 1), (0, 0, 0))]).Value, 6);
}
