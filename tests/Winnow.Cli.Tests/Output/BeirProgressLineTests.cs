using Winnow.Cli.Output;
using Winnow.Cli.Tests.Fakes;
using Winnow.Evaluation.Beir;

namespace Winnow.Cli.Tests.Output;

public class BeirProgressLineTests
{
    [Fact]
    public void Report_Steps_HaveALineEachThatCountsFromTheirStart()
    {
        var clock = new ManualClock();
        using var error = new StringWriter();
        var host = new CommandHost { Input = Stream.Null, Output = Stream.Null, Error = error, Engine = new FakeEngine(), Clock = clock };
        using (var progress = new BeirProgressLine(host))
        {
            progress.Report(new BeirProgress("tiny, a", "pairs", 0, 100));
            clock.Advance(4);
            progress.Report(new BeirProgress("tiny, a", "pairs", 25, 100));
            progress.Report(new BeirProgress("tiny, b", "pairs", 0, 50));
            clock.Advance(6);
            progress.Report(new BeirProgress("tiny, b", "pairs", 25, 50));
        }

        string[] lines = [.. error.ToString().Split('\r', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Where(line => line.Length > 0)];
        Assert.Equal(["25 pairs (tiny, a), 25 %, about 12 s left", "25 pairs (tiny, b), 50 %, about 6 s left"], lines);
    }
}
