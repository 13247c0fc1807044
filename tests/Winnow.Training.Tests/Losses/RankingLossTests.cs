using Winnow.Training.Losses;
using static TorchSharp.torch;

namespace Winnow.Training.Tests.Losses;

public class RankingLossTests
{
    public static TheoryData<string> All =>
    [
        "mse", "marginmse", "ranknet", "listnet", "listnet(labels=relevance)", "kl", "kl(temperature=0.1)", "lambda", "lambda(labels=teacher)", "infonce", "infonce(temperature=0.05)", "bce",
        "kl:1,infonce:0.3",
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Compute_ListsWithLittleInThem_StaysFinite(string name)
    {
        RankingLoss loss = RankingLosses.Parse(name);
        AssertFinite(loss, [[null, null]]);
        AssertFinite(loss, [[new(3, 1, 0)]]);
        AssertFinite(loss, [[new(3, 1, 2)]]);
        AssertFinite(loss, [[null, new(3, 1, 1), null]]);
        AssertFinite(loss, [[new(1, 1, 0), new(2, 1, 0)]]);
        AssertFinite(loss, [[new(1, 1, 3), new(1, 1, 3)]]);
        AssertFinite(loss, [[new(0, 0, 0), new(0, 0, 0)], [null, null]]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Compute_LargeScores_StaysFinite(string name)
    {
        RankingLoss loss = RankingLosses.Parse(name);
        AssertFinite(loss, [[new(-1e4, 1e4, 1), new(1e4, -1e4, 0), new(0, 1e-6, 0)]]);
        AssertFinite(loss, [[new(1e4, 1e4, 5), new(-1e4, -1e4, 0), null]]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Compute_CandidatesInAnotherOrderAndMorePadding_IsTheSame(string name)
    {
        RankingLoss loss = RankingLosses.Parse(name);
        Candidate[] list = LossCheck.List((1, 2, 1), (3, -1, 0), (-2, 0.5, 2), (0.5, 4, 0));
        double expected = LossCheck.Compute(loss, [list]).Value;
        Assert.Equal(expected, LossCheck.Compute(loss, [[null, list[2], list[0], null, list[3], list[1], null]]).Value, 1e-5 * Math.Max(1, expected));
    }

    [Fact]
    public void Compute_InsideADisposeScope_LeavesTheValueAlone()
    {
        using var scope = NewDisposeScope();
        Tensor table = ones(2, 3);
        Tensor value = RankingLosses.Parse("kl,lambda,marginmse").Compute(new(table, table, table, table));
        Assert.Equal(2, scope.DisposablesCount);
        Assert.Equal(0, value.item<float>(), 6);
    }

    [Fact]
    public void Compute_OtherTypesShapesAndNumbersOfDimensions_Throws()
    {
        using var scope = NewDisposeScope();
        Tensor table = ones(2, 3);
        MseLoss loss = new();
        Assert.StartsWith("Teacher is Float64; losses are computed in Float32.", Assert.Throws<ArgumentException>(() => loss.Compute(new(table, table.to(ScalarType.Float64), table, table))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Mask has the shape [3, 2] and Scores [2, 3]; both must be [queries, candidates].", Assert.Throws<ArgumentException>(() => loss.Compute(new(table, table, table, ones(3, 2)))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => loss.Compute(new(ones(3), ones(3), ones(3), ones(3))));
    }

    static void AssertFinite(RankingLoss loss, Candidate?[][] lists)
    {
        (double value, double[][] gradient) = LossCheck.Compute(loss, lists);
        Assert.True(double.IsFinite(value), $"{loss} is {value}.");
        Assert.All(gradient.SelectMany(row => row), slope => Assert.True(double.IsFinite(slope)));
        Assert.All(lists.SelectMany(list => list).Zip(gradient.SelectMany(row => row)), pair => Assert.True(pair.First is not null || pair.Second == 0));
    }
}
