using System.Text;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Output;

public sealed class TerminalTableTests
{
    static readonly string[] Args = ["rerank", "reset password", "shipping takes three days and some more words that do not fit", "reset [red]your[/]\n password", "password"];

    [Fact]
    public void Write_NoColor_DrawsBarsWithoutEscapeCodes()
    {
        var result = new Tool { Terminal = true, Width = 60, Variables = { ["NO_COLOR"] = "1" } }.Run(Args).Done();

        Assert.DoesNotContain("\e", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            """
            #   score               source  document
            1  0.8808 ██████████▋   #1      reset [red]your[/] password
            2  0.5000 ██████        #2      password
            3  0.1192 █▍            #0      shipping takes three days …

            """.ReplaceLineEndings("\n"),
            string.Join('\n', result.Output.Split('\n').Select(line => line.TrimEnd())));
    }

    [Fact]
    public void Write_WideCharacters_TakeTwoColumns()
    {
        var result = new Tool { Terminal = true, Width = 60, Variables = { ["NO_COLOR"] = "1" } }.Run("rerank", "x", new string('日', 40)).Done();

        Assert.Equal(2, result.Lines.Length);
        Assert.EndsWith(new string('日', 13) + "…", result.Lines[1].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Terminal_ColoursTheBest()
    {
        var result = new Tool { Terminal = true, Width = 60 }.Run(Args).Done();

        Assert.Contains("\e[1;32m", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM", "dumb")]
    [InlineData("NO_COLOR", "yes")]
    public void Write_ColourUnwelcome_HasNoEscapeCodes(string name, string value) =>
        Assert.DoesNotContain("\e", new Tool { Terminal = true, Variables = { [name] = value } }.Run(Args).Done().Output, StringComparison.Ordinal);

    [Fact]
    public void Write_ScoresOutsideZeroToOne_FitBarsToTheRange()
    {
        var engine = new FakeEngine { Rule = pair => new PairScore(pair.Document.Length, pair.Document.Length) };

        var result = new Tool { Engine = engine, Terminal = true, Variables = { ["NO_COLOR"] = "1" } }.Run("rerank", "x", "aaaa", "aa").Done();

        Assert.Contains("4.0000 ████████████ ", result.Output, StringComparison.Ordinal);
        Assert.Contains("2.0000 ██████ ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_ControlCharactersInDocuments_NeverReachTheTable(bool terminal)
    {
        var result = new Tool { Terminal = terminal, Variables = { ["NO_COLOR"] = "1" } }.Run("rerank", "x", "a\e[2Jb\ac\td\u009b").Done();

        Assert.Contains("a[2Jbc d", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u009b", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnyOutput_HasNoByteOrderMark()
    {
        foreach (string format in (string[])["table", "json", "jsonl"])
        {
            using var output = new MemoryStream();
            new Tool { Output = output, Terminal = true }.Run("rerank", "é", "é", "--format", format);
            Assert.False(output.ToArray().AsSpan().StartsWith(Encoding.UTF8.Preamble));
        }
    }
}
