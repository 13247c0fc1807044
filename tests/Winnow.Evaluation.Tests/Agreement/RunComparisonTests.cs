using Winnow.Evaluation.Agreement;
using Winnow.Evaluation.Tests.Trec;

namespace Winnow.Evaluation.Tests.Agreement;

public class RunComparisonTests
{
    const string Judgements = "q1 0 a 1\nq2 0 b 1\nq3 0 c 1\n";
    const string Baseline = "q1 Q0 a 1 3 x\nq1 Q0 b 2 2 x\nq1 Q0 c 3 1 x\nq2 Q0 a 1 1 x\nq2 Q0 b 2 0 x\n";

    [Fact]
    public void Of_TwoScorings_HasTauDriftAndDifference()
    {
        var comparison = RunComparison.Of(
            Text.Qrels(Judgements), Text.Run(Baseline), Text.Run("q1 Q0 a 1 3.5 y\nq1 Q0 b 2 0.75 y\nq1 Q0 c 3 1 y\nq2 Q0 a 1 1 y\nq2 Q0 b 2 3 y\n"));
        Assert.Equal(5, comparison.Pairs);
        Assert.Equal(((1.0 / 3) - 1) / 2, comparison.MeanKendallTau, 1e-12);
        Assert.Equal(3, comparison.LargestDrift);
        Assert.Equal(0.5, comparison.MedianDrift);
        Assert.Equal((1 + (1 / Math.Log2(3))) / 3, comparison.BaselineNdcg, 1e-12);
        Assert.Equal(2.0 / 3, comparison.OtherNdcg, 1e-12);
        Assert.Equal((1 - (1 / Math.Log2(3))) / 3 * 100, comparison.DifferencePoints, 1e-9);
        Assert.Equal(1, comparison.PValue);
    }

    [Fact]
    public void Of_SameScores_AgreesWholly()
    {
        var comparison = RunComparison.Of(Text.Qrels(Judgements), Text.Run(Baseline), Text.Run(Baseline));
        Assert.Equal((1, 0, 0, 0), (comparison.MeanKendallTau, comparison.LargestDrift, comparison.MedianDrift, comparison.DifferencePoints));
    }

    [Theory]
    [InlineData("q1 Q0 a 1 3 y\nq1 Q0 b 2 2 y\nq1 Q0 c 3 1 y\n", "The run x has 2 queries and y has 1.")]
    [InlineData("q1 Q0 a 1 3 y\nq1 Q0 b 2 2 y\nq1 Q0 d 3 1 y\nq2 Q0 a 1 1 y\nq2 Q0 b 2 0 y\n", "The runs x and y have different documents for the query \"q1\".")]
    [InlineData("q1 Q0 a 1 3 y\nq1 Q0 b 2 2 y\nq1 Q0 c 3 1 y\nq3 Q0 a 1 1 y\n", "The runs x and y have different documents for the query \"q2\".")]
    public void Of_OtherCandidates_IsRefused(string other, string message) =>
        Assert.Equal(
            $"{message} Compare runs of the same candidates.",
            Assert.Throws<WinnowException>(() => RunComparison.Of(Text.Qrels(Judgements), Text.Run(Baseline), Text.Run(other))).Message);
}
