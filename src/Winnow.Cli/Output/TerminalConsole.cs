using Spectre.Console;

namespace Winnow.Cli.Output;

/// <summary>Makes Spectre.Console draw as the host's terminal wants it.</summary>
static class TerminalConsole
{
    /// <summary>Creates a console that writes to a writer.</summary>
    public static IAnsiConsole Create(CommandHost host, TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = host.Color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = host.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
