using CsCheck;
using Winnow.Scoring;

namespace Winnow.Tests.Scoring;

public class RankingTests
{
    [Fact]
    public void Order_EqualLogits_KeepTheInputsOrder()
    {
        PairScore[] scores = [new(1, .7f), new(2, .8f), new(1, .7f), new(2, .8f)];
        Assert.Equal([1, 3, 0, 2], Ranking.Order(scores, ["a", "b", "c", "d"], null).Select(result => result.Index));
    }

    [Fact]
    public void Order_SaturatedScores_AreOrderedByLogit()
    {
        PairScore[] scores = [new(30, 1), new(40, 1), new(20, 1)];
        Assert.Equal([1, 0, 2], Ranking.Order(scores, ["a", "b", "c"], null).Select(result => result.Index));
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(99, 3)]
    public void Order_TopN_CutsTheList(int? topN, int expected) =>
        Assert.Equal(expected, Ranking.Order([new(1, 1), new(2, 2), new(3, 3)], ["a", "b", "c"], new RerankOptions { TopN = topN }).Length);

    [Fact]
    public void Order_WithoutDocuments_LeavesThemOut()
    {
        Assert.Null(Ranking.Order([new(1, 1)], ["a"], new RerankOptions { ReturnDocuments = false })[0].Document);
        Assert.Equal("a", Ranking.Order([new(1, 1)], ["a"], null)[0].Document);
    }

    [Fact]
    public void Order_AnyScores_IsAStableSort() =>
        Gen.Int[0, 5].Array[0, 60].Sample(logits =>
        {
            PairScore[] scores = [.. logits.Select(logit => new PairScore(logit, logit))];
            string[] documents = [.. logits.Select(logit => $"{logit}")];
            Assert.Equal(
                Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i]),
                Ranking.Order(scores, documents, null).Select(result => result.Index));
        });
}
