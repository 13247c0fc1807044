using Winnow.Cli.Output;
using Winnow.Cli.Tests.Fakes;
using Winnow.Training.Distillation;
using Winnow.Training.Steps;

namespace Winnow.Cli.Tests.Output;

public class DistillProgressLineTests
{
    [Fact]
    public void Report_TextsThatAreCounted_TellsTheRemainingTimeWithoutALoss()
    {
        var clock = new ManualClock();
        using var error = new StringWriter();
        var host = new CommandHost { Input = Stream.Null, Output = Stream.Null, Error = error, Engine = new FakeEngine(), Clock = clock };
        using (var progress = new DistillProgressLine(host))
        {
            progress.Report(new DistillProgress("terms", new StepProgress(0, 4096, null, 0)));
            clock.Advance(10);
            progress.Report(new DistillProgress("terms", new StepProgress(1023, 4096, null, 20_500)));
            clock.Advance(10);
            progress.Report(new DistillProgress("ranking", new StepProgress(1, 100, 0.5, 1000)));
        }

        Assert.Equal("\rterms: text 1,023 of 4,096, 20,500 tokens/s, about 31 s left\rranking: step 1 of 100, loss 0.5000, 1,000 tokens/s, about 0 s left", error.ToString().TrimEnd());
    }
}
