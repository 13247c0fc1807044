using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class ListNetLossTests
{
    [Theory]
    [InlineData(ListLabels.Teacher, 1)]
    [InlineData(ListLabels.Teacher, 2.5)]
    [InlineData(ListLabels.Relevance, 0.5)]
    public void Compute_RandomLists_IsTheMeanOverLists(ListLabels labels, double temperature)
        => LossCheck.MatchesReference(new ListNetLoss(labels, temperature), list =>
        {
            if (labels == ListLabels.Teacher ? list.Length == 0 : !list.Any(c => c.Relevance > 0))
                return (0, 0);
            double[] target = Softmax.Of(list.Select(c => (labels == ListLabels.Teacher ? c.Teacher : c.Relevance) / temperature));
            double[] scores = Softmax.Of(list.Select(c => c.Score));
            return (-target.Zip(scores, (p, q) => p * Math.Log(q)).Sum(), 1);
        });

    [Fact]
    public void Compute_AllEqual_IsTheEntropy()
        => Assert.Equal(Math.Log(4), LossCheck.Compute(new ListNetLoss(), [LossCheck.List((1, 5, 0), (1, 5, 0), (1, 5, 0), (1, 5, 0))]).Value, 6);
}
