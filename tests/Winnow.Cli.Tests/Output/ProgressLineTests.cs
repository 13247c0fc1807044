using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Output;

public sealed class ProgressLineTests
{
    readonly ManualClock _clock = new();

    [Fact]
    public void Report_LongJob_ShowsRemainingTimeAndWipesItself() =>
        Assert.Equal(
            "\r2 documents, 50 %, about 3 s left\r3 documents, 75 %, about 2 s left\r" + new string(' ', 33) + "\r",
            Run(terminal: true, (progress, _) =>
            {
                _clock.Advance(1);
                progress!.Report(1);
                _clock.Advance(2);
                progress.Report(2);
                _clock.Advance(0.1);
                progress.Report(2);
                _clock.Advance(1);
                progress.Report(3);
            }).Error);

    [Fact]
    public void Report_ShortJob_SaysNothing() =>
        Assert.Equal("", Run(terminal: true, (progress, _) =>
        {
            _clock.Advance(1.9);
            progress!.Report(4);
        }).Error);

    [Fact]
    public void Report_ErrorRedirected_IsNotAskedFor() =>
        Assert.Equal("", Run(terminal: false, (progress, _) => Assert.Null(progress)).Error);

    [Fact]
    public void Report_StreamOfUnknownLength_CountsOnly()
    {
        var tool = new Tool { Clock = _clock, ErrorTerminal = true, Engine = new FakeEngine { OnBatch = (_, _) => _clock.Advance(3) } };

        Assert.Equal("\r1 pairs\r       \r", tool.RunWith("{\"query\":\"x\",\"document\":\"x\"}", "score").Error);
    }

    [Fact]
    public void Report_File_ShowsRemainingTime()
    {
        using var folder = new TempFolder();
        string file = folder.File("p.jsonl", "{\"query\":\"x\",\"document\":\"x\"}");
        var tool = new Tool { Clock = _clock, ErrorTerminal = true, Engine = new FakeEngine { OnBatch = (_, _) => _clock.Advance(3) } };

        Assert.StartsWith("\r1 pairs, 100 %, about 0 s left\r", tool.Run("score", "--input", file).Error, StringComparison.Ordinal);
    }

    CliResult Run(bool terminal, Action<IProgress<int>?, CancellationToken> onBatch) =>
        new Tool { Clock = _clock, ErrorTerminal = terminal, Engine = new FakeEngine { OnBatch = onBatch } }.Run("rerank", "x", "a", "b", "c", "d");
}
