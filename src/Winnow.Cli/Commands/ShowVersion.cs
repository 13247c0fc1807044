using System.CommandLine;
using System.CommandLine.Invocation;

namespace Winnow.Cli.Commands;

/// <summary>Prints the tool's version.</summary>
sealed class ShowVersion : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        // The library's own action asks the entry assembly, which is the test runner's in tests.
        parseResult.InvocationConfiguration.Output.WriteLine($"winnow {typeof(ShowVersion).Assembly.GetName().Version!.ToString(3)}");
        return ExitCode.Done;
    }
}
