using System.Runtime.InteropServices;
using System.Text;
using Winnow.Cli;
using Winnow.Cli.Engine;

using var cancellation = new CancellationTokenSource();
int signals = 0;

// The first signal asks politely; the second one ends the process as if nobody listened.
void Cancel(PosixSignalContext context)
{
    context.Cancel = Interlocked.Increment(ref signals) == 1;
    cancellation.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = new UTF8Encoding(false);

var host = new CommandHost
{
    Input = Console.OpenStandardInput(),
    Output = StandardOutput.Open(),
    Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
    Engine = new WinnowEngine(),
    InputRedirected = Console.IsInputRedirected,
    OutputRedirected = Console.IsOutputRedirected,
    ErrorRedirected = Console.IsErrorRedirected,
    Width = () => Console.WindowWidth,
    Variable = Environment.GetEnvironmentVariable,
};

// A read from a terminal or a pipe cannot be interrupted, so the command runs beside the wait for the signal.
var run = Task.Run(() => CommandRunner.Run(args, host, cancellation.Token));
try
{
    return await run.WaitAsync(cancellation.Token);
}
catch (OperationCanceledException)
{
    await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(2)));
    if (!run.IsCompleted)
        await host.Error.WriteLineAsync("winnow: cancelled");
    return ExitCode.Cancelled;
}
