using Winnow.Evaluation.Speed.Workloads;

namespace Winnow.Evaluation.Tests.Speed.Workloads;

public sealed class MixedLengthsTests
{
    [Fact]
    public void Create_HundredDocuments_SpreadByTheirLogarithm()
    {
        int[] lengths = MixedLengths.Create(100);
        Assert.Equal((10, 500), (lengths.Min(), lengths.Max()));
        Assert.Equal(50, lengths.Count(length => length < 71));
        Assert.InRange(lengths.Average(), 124, 130);
        Assert.NotEqual(lengths.Order(), lengths);
        Assert.Equal(lengths, MixedLengths.Create(100));
    }

    [Fact]
    public void Create_OneDocument_IsTheMiddleOne() => Assert.Equal([71], MixedLengths.Create(1));

    [Fact]
    public void Create_ModelOfFewTokens_CutsTheLongOnes() => Assert.Equal(100, MixedLengths.Create(10, limit: 100).Max());
}
