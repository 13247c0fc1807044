namespace Winnow.Container;

/// <summary>The exit codes of the container's process.</summary>
static class ExitCode
{
    /// <summary>Stopped by a signal, with every request answered that was taken in.</summary>
    public const int Done = 0;

    /// <summary>The server failed, or is not well.</summary>
    public const int Failed = 1;

    /// <summary>A wrong setting or model: the message says what to change.</summary>
    public const int Usage = 2;
}
