using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class RankNetLossTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0.3)]
    public void Compute_RandomLists_IsTheMeanOverOrderedPairs(double sigma)
        => LossCheck.MatchesReference(new RankNetLoss(sigma), list =>
        {
            double[] terms = [.. from i in list from j in list where i.Teacher > j.Teacher select Math.Log(1 + Math.Exp(-sigma * (i.Score - j.Score)))];
            return (terms.Sum(), terms.Length);
        });

    [Fact]
    public void Compute_EqualScores_IsLogTwo()
        => Assert.Equal(Math.Log(2), LossCheck.Compute(new RankNetLoss(), [LossCheck.List((3, 1, 0), (3, 2, 0))]).Value, 6);

    [Fact]
    public void Compute_TeacherIsTied_IsZero() => Assert.Equal(0, LossCheck.Compute(new RankNetLoss(), [LossCheck.List((3, 1, 0), (5, 1, 0))]).Value);

    [Fact]
    public void Compute_FarOnTheWrongSide_StaysLinear()
    {
        (double value, double[][] gradient) = LossCheck.Compute(new RankNetLoss(), [LossCheck.List((-500, 2, 0), (500, 1, 0))]);
        Assert.Equal(1000, value);
        Assert.Equal([-1, 1], gradient[0]);
    }
}
