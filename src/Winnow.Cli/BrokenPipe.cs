namespace Winnow.Cli;

/// <summary>Recognises the error of writing to a pipe that nobody reads any more, as with <c>| head -1</c>.</summary>
static class BrokenPipe
{
    const int Epipe = 32;
    const int WindowsBrokenPipe = unchecked((int)0x8007006D), WindowsNoData = unchecked((int)0x800700E8);

    /// <summary>Gets whether the error is that one.</summary>
    public static bool Is(IOException error) => error.HResult is Epipe or WindowsBrokenPipe or WindowsNoData;
}
