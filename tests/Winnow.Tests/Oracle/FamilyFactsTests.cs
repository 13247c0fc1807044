namespace Winnow.Tests.Oracle;

/// <summary>Published facts of the families that a random network would not show clearly.</summary>
public class FamilyFactsTests
{
    [Fact]
    public void Slopes_TwelveHeads_MatchThePublishedTable()
    {
        double[] tail = [0.70710678, 0.35355339, 0.17677670, 0.08838835];
        Assert.Equal([.5, .25, .125, .0625, .03125, .015625, .0078125, .00390625], JinaBertReference.Slopes(12, halvedTail: false)[..8]);
        Assert.All(JinaBertReference.Slopes(12, halvedTail: false)[8..].Zip(tail), p => Assert.Equal(p.Second, p.First, 1e-8));
        Assert.All(JinaBertReference.Slopes(12, halvedTail: true)[8..].Zip(tail), p => Assert.Equal(p.Second / 2, p.First, 1e-8));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(5, 5)]
    [InlineData(16, 16)]
    public void Slopes_AnyNumberOfHeads_GivesOneEach(int heads, int expected) =>
        Assert.Equal(expected, JinaBertReference.Slopes(heads, halvedTail: true).Length);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(128, 128)]
    [InlineData(129, 129)]
    [InlineData(131, 131)]
    [InlineData(132, 131)]
    [InlineData(133, 132)]
    [InlineData(140, 137)]
    [InlineData(150, 143)]
    [InlineData(192, 166)]
    [InlineData(200, 169)]
    [InlineData(255, 192)]
    [InlineData(257, 192)]
    [InlineData(300, 207)]
    [InlineData(384, 229)]
    [InlineData(400, 233)]
    [InlineData(500, 254)]
    [InlineData(510, 255)]
    [InlineData(511, 255)]
    [InlineData(512, 256)]
    [InlineData(600, 270)]
    public void Bucket_PublishedShape_MatchesTheCheckValues(int distance, int expected)
    {
        Assert.Equal(expected, DebertaV2Reference.Bucket(distance, 256, 512));
        Assert.Equal(-expected, DebertaV2Reference.Bucket(-distance, 256, 512));
    }

    [Fact]
    public void PositionIds_WithPadTokens_CountsOnlyTheOthers() =>
        Assert.Equal([2, 3, 1, 4, 1], XlmRobertaReference.PositionIds([0, 9, 1, 7, 1], pad: 1));
}
