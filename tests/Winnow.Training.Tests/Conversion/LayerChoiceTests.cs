using Winnow.Training.Conversion;

namespace Winnow.Training.Tests.Conversion;

public class LayerChoiceTests
{
    [Theory]
    [InlineData(6, 12, "1,3,5,7,9,11")]
    [InlineData(4, 12, "2,5,8,11")]
    [InlineData(3, 3, "0,1,2")]
    [InlineData(1, 5, "4")]
    public void Spread_SomeLayers_KeepsTheLast(int count, int layers, string expected) => Assert.Equal(LayerChoice.Parse(expected, layers), LayerChoice.Spread(count, layers));

    [Theory]
    [InlineData("")]
    [InlineData("0,0")]
    [InlineData("2,1")]
    [InlineData("0,12")]
    [InlineData("0;1")]
    public void Parse_NoRisingLayers_SaysWhatToWrite(string text) =>
        Assert.Contains("rising numbers from 0 to 11", Assert.Throws<WinnowException>(() => LayerChoice.Parse(text, 12)).Message, StringComparison.Ordinal);

    [Fact]
    public void Spread_MoreThanThereAre_Throws() => Assert.Throws<WinnowException>(() => LayerChoice.Spread(7, 6));
}
