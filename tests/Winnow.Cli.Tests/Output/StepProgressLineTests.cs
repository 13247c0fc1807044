using Winnow.Cli.Output;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Output;

public class StepProgressLineTests
{
    [Fact]
    public void Report_StepThatACacheBegan_CountsTheTimeOfTheRestOnly()
    {
        var clock = new ManualClock();
        using var error = new StringWriter();
        var host = new CommandHost { Input = Stream.Null, Output = Stream.Null, Error = error, Engine = new FakeEngine(), Clock = clock };
        using (var progress = new StepProgressLine(host))
        {
            progress.Report("vectors", "documents", 50, 100);
            clock.Advance(4);
            progress.Report("vectors", "documents", 60, 100);
        }

        Assert.StartsWith("\r60 documents (vectors), 20 %, about 16 s left\r", error.ToString(), StringComparison.Ordinal);
    }
}
