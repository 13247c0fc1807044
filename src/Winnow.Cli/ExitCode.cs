namespace Winnow.Cli;

/// <summary>The exit codes of every command.</summary>
static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The command failed, or found what it looked for and it is bad.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or wrong input: the message says what to change.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C, as shells count it (128 + SIGINT).</summary>
    public const int Cancelled = 130;
}
