using Winnow.Training.Modules;

namespace Winnow.Training.Tests.Modules;

public class LengthGroupsTests
{
    static readonly int[] Lengths = [5, 30, 2, 5, 9, 1];

    [Theory]
    [InlineData(10, "5 2,0 3,4,1")]
    [InlineData(15, "5 2 0,3,4,1")]
    [InlineData(1000, "5 2 0 3 4 1")]
    public void Cut_TextsOfDifferentLengths_GivesGroupsWithinTheLimitShortestFirst(int most, string expected) =>
        Assert.Equal(expected, string.Join(",", LengthGroups.Cut(Enumerable.Range(0, Lengths.Length), i => Lengths[i], most).Select(group => string.Join(" ", group))));

    [Fact]
    public void Cut_NoTexts_GivesNone() => Assert.Empty(LengthGroups.Cut([], i => i, 10));
}
