using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class MarginMseLossTests
{
    [Fact]
    public void Compute_RandomLists_IsTheMeanOverPairs() => LossCheck.MatchesReference(new MarginMseLoss(), Reference);

    [Fact]
    public void Compute_ScoresWithAnotherOffset_IsZero()
        => Assert.Equal(0, LossCheck.Compute(new MarginMseLoss(), [LossCheck.List((12, 2, 1), (9, -1, 0), (5, -5, 0))]).Value, 5);

    [Fact]
    public void Compute_RelevantOnesApart_LooksAtThemAndTheOthersOnly()
    {
        // Between the relevant two the margins differ by 4; to the third by 0 and by 4.
        Assert.Equal(8, LossCheck.Compute(new MarginMseLoss(), [LossCheck.List((5, 5, 1), (0, 4, 1), (1, 1, 0))]).Value, 5);
        // No grades: all three.
        Assert.Equal(32.0 / 3, LossCheck.Compute(new MarginMseLoss(), [LossCheck.List((5, 5, 0), (0, 4, 0), (1, 1, 0))]).Value, 5);
    }

    static (double, int) Reference(Candidate[] list)
    {
        (double sum, int count, double all, int allCount) = (0, 0, 0, 0);
        for (int i = 0; i < list.Length; i++)
        {
            for (int j = i + 1; j < list.Length; j++)
            {
                double difference = list[i].Score - list[j].Score - (list[i].Teacher - list[j].Teacher);
                (all, allCount) = (all + (difference * difference), allCount + 1);
                if (Math.Max(0, list[i].Relevance) != Math.Max(0, list[j].Relevance))
                    (sum, count) = (sum + (difference * difference), count + 1);
            }
        }

        // The loss sees each pair of every list from both sides, which cancels out.
        return count > 0 ? (sum, count) : (all, allCount);
    }
}
