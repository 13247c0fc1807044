using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class MseLossTests
{
    [Fact]
    public void Compute_RandomLists_IsTheMeanOverCandidates()
        => LossCheck.MatchesReference(new MseLoss(), list => (list.Sum(c => (c.Score - c.Teacher) * (c.Score - c.Teacher)), list.Length));

    [Fact]
    public void Compute_OfOneAndThree_IsFive()
        => Assert.Equal(5, LossCheck.Compute(new MseLoss(), [LossCheck.List((2, 1, 0), (0, 3, 0))]).Value);
}
