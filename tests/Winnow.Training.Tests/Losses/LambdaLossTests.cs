using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class LambdaLossTests
{
    [Theory]
    [InlineData(ListLabels.Relevance, 10, 1, 4)]
    [InlineData(ListLabels.Relevance, 3, 0.5, 4)]
    [InlineData(ListLabels.Teacher, 10, 1, 4)]
    [InlineData(ListLabels.Teacher, 10, 1, 1.5)]
    public void Compute_RandomLists_IsTheMeanOverPairs(ListLabels labels, double mu, double sigma, double grades)
        => LossCheck.MatchesReference(new LambdaLoss(labels, mu, sigma, grades), list => Reference(list, labels, mu, sigma, grades));

    [Fact]
    public void Compute_OnePair_IsItsWeightTimesOneBit()
    {
        // One relevant of two: G = 1 and 0. The ranks 1 and 2 are 1 apart: both differences are 1 − 1/log₂ 3.
        double expected = 11 * (1 - (1 / Math.Log2(3)));
        Assert.Equal(expected, LossCheck.Compute(new LambdaLoss(), [LossCheck.List((2, 0, 1), (2, 0, 0))]).Value, 5);
    }

    [Fact]
    public void Compute_FarOnTheWrongSide_KeepsItsGradient()
    {
        (double value, double[][] gradient) = LossCheck.Compute(new LambdaLoss(), [LossCheck.List((-50, 0, 1), (50, 0, 0))]);
        double weight = 11 * (1 - (1 / Math.Log2(3))) / Math.Log(2);
        Assert.Equal(100 * weight, value, 2);
        Assert.Equal(-weight, gradient[0][0], 4);
        Assert.Equal(weight, gradient[0][1], 4);
    }

    [Fact]
    public void Compute_TeacherIsTied_IsZero()
        => Assert.Equal(0, LossCheck.Compute(new LambdaLoss(ListLabels.Teacher), [LossCheck.List((3, 1, 0), (5, 1, 0))]).Value);

    static (double, int) Reference(Candidate[] list, ListLabels labels, double mu, double sigma, double grades)
    {
        if (list.Length == 0)
            return (0, 0);
        double lowest = list.Min(c => c.Teacher);
        double range = list.Max(c => c.Teacher) - lowest;
        double Grade(Candidate c) => labels == ListLabels.Relevance ? Math.Max(0, c.Relevance) : range == 0 ? 0 : (c.Teacher - lowest) / range * grades;

        Candidate[] ranked = [.. list.OrderByDescending(c => c.Score)];
        double best = list.Select(c => Math.Pow(2, Grade(c)) - 1).OrderDescending().Select((gain, i) => gain / Math.Log2(i + 2)).Sum();
        (double sum, int count) = (0, 0);
        for (int i = 0; i < ranked.Length; i++)
        {
            for (int j = 0; j < ranked.Length; j++)
            {
                if (Grade(ranked[i]) <= Grade(ranked[j]))
                    continue;
                double gain = Math.Abs((Math.Pow(2, Grade(ranked[i])) - Math.Pow(2, Grade(ranked[j]))) / best);
                int apart = Math.Abs(i - j);
                double near = Math.Abs((1 / Math.Log2(1 + apart)) - (1 / Math.Log2(2 + apart)));
                double far = Math.Abs((1 / Math.Log2(2 + i)) - (1 / Math.Log2(2 + j)));
                sum += gain * ((mu * near) + far) * Math.Log2(1 + Math.Exp(-sigma * (ranked[i].Score - ranked[j].Score)));
                count++;
            }
        }

        return (sum, count);
    }
}
