using Winnow.Server.Reranking;

namespace Winnow.Server.Tests.Reranking;

public class CodePointsTests
{
    [Theory]
    [InlineData("abc", 2, 2)]
    [InlineData("a😀b", 3, 2)]
    [InlineData("😀😀", 4, 2)]
    [InlineData("e\u0301x", 2, 2)]
    [InlineData("", 0, 0)]
    public void Before_Positions_CountsCodePoints(string text, int position, int expected) => Assert.Equal(expected, CodePoints.Before(text, position));
}
