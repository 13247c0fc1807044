using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Winnow.Cli.Commands;

/// <summary>The usual help, followed by the command's examples.</summary>
sealed class HelpWithExamples : SynchronousCommandLineAction
{
    readonly HelpAction _help = new();

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is CliCommand command)
        {
            output.WriteLine("Examples:");
            foreach (string example in command.Examples)
                output.WriteLine("  " + example);
        }
        else
        {
            output.WriteLine("Exit codes:");
            output.WriteLine("  0 done, 1 failed, 2 wrong usage or input, 130 cancelled");
        }

        return ExitCode.Done;
    }
}
