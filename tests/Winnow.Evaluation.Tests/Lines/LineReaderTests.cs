using System.Text;
using CsCheck;
using Winnow.Evaluation.Lines;

namespace Winnow.Evaluation.Tests.Lines;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\n\nb", new[] { "a", "", "b" })]
    [InlineData("a\r\nb\rc\r\n", new[] { "a", "b\rc" })]
    [InlineData("\uFEFFa\n\uFEFFb", new[] { "a", "\uFEFFb" })]
    [InlineData("\n", new[] { "" })]
    public void TryRead_LineEnds_CutsLines(string text, string[] expected) => Assert.Equal(expected, Read(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void TryRead_AnyTextInAnyPieces_EqualsSplit() =>
        Gen.Select(Gen.String[Gen.Char["ab\né"], 0, 300], Gen.Int[1, 40]).Sample((text, piece) =>
        {
            string[] expected = text.Split('\n');
            if (expected[^1].Length == 0)
                expected = expected[..^1];
            Assert.Equal(expected, Read(new Pieces(Encoding.UTF8.GetBytes(text), piece)));
        });

    [Theory]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(1_000_003)]
    public void TryRead_LinesLongerThanTheBuffer_AreWhole(int length)
    {
        string line = new('x', length);

        Assert.Equal([line, "y", line], Read(new Pieces(Encoding.UTF8.GetBytes($"{line}\ny\n{line}"), 5000)));
    }

    static List<string> Read(Stream stream)
    {
        var reader = new LineReader(stream, "test");
        var lines = new List<string>();
        while (reader.TryRead(out var line))
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
            Assert.Equal(lines.Count, reader.Number);
        }

        return lines;
    }

    /// <summary>A stream that gives a few bytes at a time, as a pipe may.</summary>
    sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }
}
