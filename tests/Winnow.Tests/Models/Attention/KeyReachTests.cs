using Winnow.Models.Attention;

namespace Winnow.Tests.Models.Attention;

/// <summary>Keys that cannot have a weight are found, and none of the others.</summary>
public sealed unsafe class KeyReachTests
{
    const int Length = 400;

    // 9.75 and what products can bring, over the slope of 1/2, and one.
    [Theory]
    [InlineData(0, 0, 180, 222)]
    [InlineData(3, 0, 174, 228)]
    [InlineData(0, 8, 196, 206)]
    [InlineData(50, 0, 80, 322)]
    [InlineData(1000, 0, 0, Length)]
    public void Find_Alibi_EndsWhereTheSlopeTakesAllThatProductsCanBring(float product, float maximum, int first, int end)
    {
        Assert.Equal((first, end), Find(new AlibiBias([0, 1 / 2f, 0], 1), product, maximum));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Find_ProductsBeyondFloats_SeesAll(float product) => Assert.Equal((0, Length), Find(new AlibiBias([0, 1 / 2f, 0], 1), product, 0));

    // The border is at 100: the queries lie in the second segment.
    [Theory]
    [InlineData(-5, 0, 222)]
    [InlineData(-9.8f, 180, 222)]
    public void Find_Interaction_SeesTheOtherSegmentWhereItsGateLeavesAWeight(float gate, int first, int end) =>
        Assert.Equal((first, end), Find(new InteractionBias(new AlibiBias([0, 1 / 2f, 0], 1), [9, gate, 9], 1), 0, 0));

    [Theory]
    [InlineData(-5, 180, Length)]
    [InlineData(-9.8f, 180, 205)]
    public void Find_InteractionOfTheFirstSegment_EndsAtTheBorder(float gate, int first, int end) =>
        Assert.Equal((first, end), Find(new InteractionBias(new AlibiBias([0, 1 / 2f, 0], 1), [9, gate, 9], 1), 0, 0, border: 205));

    [Theory]
    [InlineData(-5, 0, Length)]
    [InlineData(-9.8f, 180, 222)]
    public void Find_InteractionOfBothSegments_SeesBoth(float gate, int first, int end) =>
        Assert.Equal((first, end), Find(new InteractionBias(new AlibiBias([0, 1 / 2f, 0], 1), [9, gate, 9], 1), 0, 0, border: 201));

    [Fact]
    public void IsLimited_FlatOrShort_IsNot()
    {
        var bias = new AlibiBias([1 / 2f, 1 / 64f], 1);
        Assert.True(KeyReach.IsLimited(bias, Head(Length, 0)));
        Assert.False(KeyReach.IsLimited(bias, Head(50, 0)));
        Assert.False(KeyReach.IsLimited(bias, Head(Length, 1)));
        Assert.False(KeyReach.IsLimited(new NoPositionBias(1), Head(Length, 0)));
    }

    // Two queries from 200 on; the second has nothing to bring.
    static (int First, int End) Find(PositionBias bias, float product, float maximum, int border = 100)
    {
        float* norms = stackalloc float[8], maxima = stackalloc float[8];
        (norms[0], maxima[0], maxima[1]) = (product, maximum, maximum + 1);
        return KeyReach.Find(Head(Length, HeadUnderTest.Number, border), bias, 200, 2, norms, maxima, 1);
    }

    static AttentionHead Head(int length, int number, int border = 0) => new()
    {
        Head = number,
        HeadSize = 8,
        Length = length,
        Border = border,
        FirstQuery = 0,
        QueryCount = length,
        Queries = null,
        QueryStride = 0,
        Keys = null,
        Values = null,
        KeyStride = 0,
        Context = null,
        ContextStride = 0,
    };
}
