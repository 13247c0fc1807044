using Microsoft.Win32.SafeHandles;

namespace Winnow.Cli;

/// <summary>Opens standard output as bytes.</summary>
static class StandardOutput
{
    /// <summary>Opens it so that a closed pipe is an error.</summary>
    /// <remarks>The console's own stream swallows that error, and a long job would go on for nobody.</remarks>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();

        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // In a file, a FileStream would keep a position of its own and overwrite what others append.
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}
