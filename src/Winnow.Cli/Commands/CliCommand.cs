using System.CommandLine;

namespace Winnow.Cli.Commands;

/// <summary>A verb of the tool: its options, its examples and what it does.</summary>
abstract class CliCommand(string name, string description) : Command(name, description)
{
    /// <summary>Gets the command lines that the help shows.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Does the work.</summary>
    /// <param name="arguments">What the user asked for, parsed without errors.</param>
    /// <param name="host">The streams, the terminal and the engine.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="WinnowException">The input cannot be used.</exception>
    public abstract int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken);
}
