using Winnow.Cli.Engine;

namespace Winnow.Cli;

/// <summary>All that a command sees of the world around it: streams, terminal, environment, clock and engine.</summary>
sealed class CommandHost
{
    /// <summary>Gets standard input as bytes.</summary>
    public required Stream Input { get; init; }

    /// <summary>Gets standard output as bytes; it carries data only.</summary>
    public required Stream Output { get; init; }

    /// <summary>Gets standard error; it carries messages and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Gets the engine.</summary>
    public required IEngine Engine { get; init; }

    /// <summary>Gets whether standard input is a file or a pipe.</summary>
    public bool InputRedirected { get; init; }

    /// <summary>Gets whether standard output is a file or a pipe.</summary>
    public bool OutputRedirected { get; init; }

    /// <summary>Gets whether standard error is a file or a pipe.</summary>
    public bool ErrorRedirected { get; init; }

    /// <summary>Gets the terminal's width in columns; asked only where a table is drawn, since asking has its price.</summary>
    public Func<int> Width { get; init; } = () => 80;

    /// <summary>Gets the reader of environment variables.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Gets the clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Gets whether colour is welcome (https://no-color.org).</summary>
    public bool Color => !OutputRedirected && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";
}
