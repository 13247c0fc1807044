using System.Text;
using Winnow.Cli.Output;
using Winnow.Evaluation.Speed.Reports;

namespace Winnow.Cli.Tests.Output;

public sealed class ReportTests
{
    static readonly ReportTable[] Tables =
    [
        new("Measured on", ["what", "which"], [["model", "m"], ["threads", "2"]]),
        new("Speed", ["tokens", "pairs/s"], []) { Note = "Nothing was measured." },
        new("Lengths", ["tokens", "pairs/s", "kernel"], [["64", "1,200", "a"], ["8192", "600", "bc"]]) { Bars = [1200, 600] },
    ];

    [Fact]
    public void PlainReport_Tables_AreAlignedColumns()
    {
        var stream = new MemoryStream();
        PlainReport.Write(stream, Tables);
        Assert.Equal(
            """
            Measured on
            model    m
            threads  2

            Speed
            Nothing was measured.

            Lengths
            tokens  pairs/s  kernel
                64    1,200  a
              8192      600  bc

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("1", false)]
    public void TerminalReport_Tables_HaveBarsAndColourWhereItIsWelcome(string? noColor, bool colour)
    {
        var stream = new MemoryStream();
        TerminalReport.Write(
            new CommandHost
            {
                Input = Stream.Null,
                Output = stream,
                Error = TextWriter.Null,
                Engine = new Fakes.FakeEngine(),
                Variable = name => name == "NO_COLOR" ? noColor : null,
            },
            Tables);
        string text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Equal(colour, text.Contains('\e', StringComparison.Ordinal));
        Assert.Contains(new string('█', 20), text, StringComparison.Ordinal);
        Assert.Contains("Nothing was measured.", text, StringComparison.Ordinal);
        if (!colour)
        {
            Assert.Contains("\n    64    1,200  a       " + new string('█', 20), text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Contains("\n  8192      600  bc      " + new string('█', 10), text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }
    }
}
