using Winnow.Evaluation.Metrics;

namespace Winnow.Evaluation.Tests.Metrics;

public sealed class MetricTests
{
    const string Known = " There are nDCG, nDCG@10, AP, AP@100, RR, RR@10, P@5, R@100 and Success@5, with any number after the @; "
        + "all but nDCG take (rel=2) before the @, the lowest grade that counts as relevant.";

    [Theory]
    [InlineData("nDCG", "nDCG", typeof(Ndcg))]
    [InlineData("ndcg@10", "nDCG@10", typeof(Ndcg))]
    [InlineData("AP", "AP", typeof(AveragePrecision))]
    [InlineData("MAP", "AP", typeof(AveragePrecision))]
    [InlineData("AP(rel=2)@100", "AP(rel=2)@100", typeof(AveragePrecision))]
    [InlineData("RR", "RR", typeof(ReciprocalRank))]
    [InlineData("MRR@10", "RR@10", typeof(ReciprocalRank))]
    [InlineData("RR(rel=2)@10", "RR(rel=2)@10", typeof(ReciprocalRank))]
    [InlineData("RR(rel=1)", "RR", typeof(ReciprocalRank))]
    [InlineData("P(rel=2)@5", "P(rel=2)@5", typeof(PrecisionAt))]
    [InlineData("Precision@5", "P@5", typeof(PrecisionAt))]
    [InlineData("R@100", "R@100", typeof(RecallAt))]
    [InlineData("Recall@100", "R@100", typeof(RecallAt))]
    [InlineData("Success@5", "Success@5", typeof(SuccessAt))]
    [InlineData("HitRate@5", "Success@5", typeof(SuccessAt))]
    public void Parse_Name_GivesTheMetric(string text, string name, Type type)
    {
        IMetric metric = Metric.Parse(text);

        Assert.IsType(type, metric);
        Assert.Equal(name, metric.Name);
        Assert.Equal(name, Metric.Parse(name).Name);
    }

    [Theory]
    [InlineData("", "The metric \"\" does not exist.")]
    [InlineData("nDCG10", "The metric \"nDCG10\" does not exist.")]
    [InlineData("AP\n", "The metric \"AP?\" does not exist.")]
    [InlineData("ERR@20", "The metric \"ERR@20\" does not exist.")]
    [InlineData("nDCG@10@5", "The metric \"nDCG@10@5\" does not exist.")]
    [InlineData("nDCG@", "The metric \"nDCG@\" has '' after the @, which must be a whole number from 1.")]
    [InlineData("nDCG@0", "The metric \"nDCG@0\" has '0' after the @, which must be a whole number from 1.")]
    [InlineData("RR@-1", "The metric \"RR@-1\" has '-1' after the @, which must be a whole number from 1.")]
    [InlineData("RR@99999999999", "The metric \"RR@99999999999\" has '99999999999' after the @, which must be a whole number from 1.")]
    [InlineData("RR(rel=0)", "The metric \"RR(rel=0)\" has '0' after rel=, which must be a whole number from 1.")]
    [InlineData("RR@10(rel=2)", "The metric \"RR@10(rel=2)\" does not exist.")]
    [InlineData("nDCG(rel=2)@10", "The metric \"nDCG(rel=2)@10\" has a (rel=...), which nDCG does not take: it uses the grades themselves.")]
    [InlineData("P", "The metric \"P\" needs the number of ranks to look at, as in P@10.")]
    [InlineData("Recall", "The metric \"Recall\" needs the number of ranks to look at, as in R@10.")]
    public void Parse_WrongName_ListsWhatThereIs(string text, string message) =>
        Assert.Equal(message + Known, Assert.Throws<WinnowException>(() => Metric.Parse(text)).Message);

    [Fact]
    public void Create_CutoffOrLevelBelowOne_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ndcg(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrecisionAt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReciprocalRank(level: 0));
    }

    [Fact]
    public void Compute_GradesByHand_FollowTheFormulas()
    {
        // Found: grades 0, 3, -1, 1; judged besides: 2. Relevant at level 1: three, at level 2: two.
        var ranking = new RankedJudgements([0, 3, -1, 1], [3, -1, 1, 2, 0]);

        Assert.Equal([3, 2, 1], ranking.IdealGrades);
        Assert.Equal(3 / Math.Log2(3) / (3 + (2 / Math.Log2(3))), new Ndcg(2).Compute(ranking), 1e-15);
        Assert.Equal(((3 / Math.Log2(3)) + (1 / Math.Log2(5))) / (3 + (2 / Math.Log2(3)) + (1 / Math.Log2(4))), new Ndcg().Compute(ranking), 1e-15);
        Assert.Equal(((1 / 2.0) + (2 / 4.0)) / 3, new AveragePrecision().Compute(ranking), 1e-15);
        Assert.Equal(1 / 2.0 / 2, new AveragePrecision(level: 2).Compute(ranking), 1e-15);
        Assert.Equal(0.5, new ReciprocalRank().Compute(ranking));
        Assert.Equal(0, new ReciprocalRank(1).Compute(ranking));
        Assert.Equal(0.2, new PrecisionAt(10).Compute(ranking));
        Assert.Equal(1 / 3.0, new RecallAt(3).Compute(ranking));
        Assert.Equal(0.5, new RecallAt(3, level: 2).Compute(ranking));
        Assert.Equal((0.0, 1.0), (new SuccessAt(1).Compute(ranking), new SuccessAt(2).Compute(ranking)));
    }
}
