using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class InfoNceLossTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Compute_RandomLists_IsTheMeanOverRelevantCandidates(double temperature)
        => LossCheck.MatchesReference(new InfoNceLoss(temperature), list =>
        {
            double others = list.Where(c => c.Relevance <= 0).Sum(c => Math.Exp(c.Score / temperature));
            double[] terms = [.. from c in list where c.Relevance > 0 let own = Math.Exp(c.Score / temperature) select -Math.Log(own / (own + others))];
            return (terms.Sum(), terms.Length);
        });

    [Fact]
    public void Compute_EqualScores_IsTheLogOfTheirNumber()
        => Assert.Equal(Math.Log(3), LossCheck.Compute(new InfoNceLoss(), [LossCheck.List((2, 0, 1), (2, 0, 0), (2, 0, 0), (9, 0, 1))]).Value * 2 - Math.Log(1 + (2 * Math.Exp(-7))), 5);

    [Fact]
    public void Compute_AllRelevant_IsZero() => Assert.Equal(0, LossCheck.Compute(new InfoNceLoss(), [LossCheck.List((2, 0, 1), (-3, 0, 2))]).Value);
}
