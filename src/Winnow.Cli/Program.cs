using System.Runtime.InteropServices;
using System.Text;
using Winnow;
using Winnow.Cli;
using Winnow.Cli.Commands;
using Winnow.Cli.Engine;

// First of all: kernels are compiled while the runtime and the command line take their time. What --precision says is not known yet; int8 is the default.
if (WinnowCommand.RunsModel(args))
    Reranker.Prepare();

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

// A read from a terminal or a pipe cannot be interrupted, so the command runs beside the wait for the signal. A thread starts sooner than the pool's first.
using var ended = new ManualResetEvent(false);
int exitCode = ExitCode.Failed;
var run = new Thread(() =>
{
    exitCode = CommandRunner.Run(args, host, cancellation.Token);
    ended.Set();
})
{
    IsBackground = true,
    Name = "winnow command",
};
run.Start();
if (WaitHandle.WaitAny([ended, cancellation.Token.WaitHandle]) == 0)
    return exitCode;
// A server answers what it took in, and has a limit of its own; being asked to stop is how it ends well.
if (WinnowCommand.Serves(args))
{
    ended.WaitOne();
    return exitCode;
}

if (!ended.WaitOne(TimeSpan.FromSeconds(2)))
    host.Error.WriteLine("winnow: cancelled");
return ExitCode.Cancelled;
