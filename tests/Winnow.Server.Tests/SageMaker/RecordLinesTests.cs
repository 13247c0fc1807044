using System.Text;
using Winnow.Server.SageMaker;

namespace Winnow.Server.Tests.SageMaker;

public sealed class RecordLinesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n \n\t\r\n", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\nb\n", "1:a|2:b")]
    [InlineData("a\r\n\r\n b \r\n", "1:a|3: b ")]
    [InlineData("\uFEFFa\nb", "1:a|2:b")]
    public void Of_Body_IsCutAtLineBreaks(string body, string expected) =>
        Assert.Equal(expected, string.Join('|', RecordLines.Of(Encoding.UTF8.GetBytes(body)).Select(line => $"{line.Number}:{Encoding.UTF8.GetString(line.Text.Span)}")));
}
