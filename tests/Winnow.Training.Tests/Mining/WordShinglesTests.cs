using Winnow.Training.Mining;

namespace Winnow.Training.Tests.Mining;

public class WordShinglesTests
{
    [Theory]
    [InlineData("a b c d e", "a b c d e", 1)]
    [InlineData("A b, C d: e!", "a  b c\nd E", 1)]
    [InlineData("a b c d e", "a b c d f", 0.5)]
    [InlineData("a b c", "c b a", 0)]
    [InlineData("a b", "A B.", 1)]
    [InlineData("a b", "a b c", 0)]
    [InlineData("...", "...", 1)]
    [InlineData("...", "!!!", 0)]
    [InlineData("a b c a b c a b c", "a b c a b c", 1)]
    public void Similarity_Texts_IsTheShareOfCommonTriples(string a, string b, double expected)
    {
        var shingles = new WordShingles([a, b]);

        Assert.Equal(expected, shingles.Similarity(0, 1), 12);
        Assert.Equal(expected, shingles.Similarity(1, 0), 12);
    }

    [Fact]
    public void Similarity_SizesTooFarApart_IsZeroWithoutComparing() =>
        Assert.Equal(0, new WordShingles(["a b c d e f g h", "a b c"]).Similarity(0, 1, atLeast: 0.5));
}
