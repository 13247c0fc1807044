using System.Text;
using Winnow.Cli.Engine;

namespace Winnow.Cli.Tests.Fakes;

/// <summary>Runs a command line in this process with everything around it made up.</summary>
sealed class Tool
{
    public FakeEngine Engine { get; init; } = new();

    /// <summary>The engine itself, for tests from end to end.</summary>
    public IEngine? RealEngine { get; init; }

    public bool Terminal { get; init; }

    public bool ErrorTerminal { get; init; }

    public int Width { get; init; } = 80;

    public Dictionary<string, string> Variables { get; init; } = [];

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Stream? Output { get; init; }

    public CancellationToken Cancellation { get; init; }

    public CliResult Run(params string[] args) => RunBytes(null, args);

    public CliResult RunWith(string input, params string[] args) => RunBytes(Encoding.UTF8.GetBytes(input), args);

    public CliResult RunBytes(byte[]? input, params string[] args) => RunStream(input is null ? null : new MemoryStream(input), args);

    public CliResult RunStream(Stream? input, params string[] args)
    {
        var output = new MemoryStream();
        var error = new StringWriter { NewLine = "\n" };
        int code = CommandRunner.Run(
            args,
            new CommandHost
            {
                Input = input ?? Stream.Null,
                Output = Output ?? output,
                Error = error,
                Engine = RealEngine ?? Engine,
                InputRedirected = input is not null,
                OutputRedirected = !Terminal,
                ErrorRedirected = !ErrorTerminal,
                Width = () => Width,
                Variable = Variables.GetValueOrDefault,
                Clock = Clock,
            },
            Cancellation);
        // A strict decoder: output that is not UTF-8 fails the test.
        return new CliResult(code, new UTF8Encoding(false, true).GetString(output.ToArray()).ReplaceLineEndings("\n"), error.ToString());
    }
}
