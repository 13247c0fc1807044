using System.Reflection;
using Winnow.Evaluation.Speed.Workers;

namespace Winnow.Cli;

/// <summary>Finds how this very tool is started again.</summary>
static class OwnTool
{
    /// <summary>Gets the tool's own executable; or <c>dotnet exec</c> with its assembly where that is how it runs, or where a test hosts it.</summary>
    public static ToolCommand Command()
    {
        Assembly tool = typeof(OwnTool).Assembly;
        string? process = Environment.ProcessPath;
        bool isDotnet = Path.GetFileNameWithoutExtension(process) == "dotnet";
        if (process is not null && !isDotnet && Assembly.GetEntryAssembly() == tool)
            return new ToolCommand(process, []);
        return new ToolCommand(isDotnet ? process! : Dotnet(), ["exec", tool.Location]);
    }

    // The runtime lies in DOTNET/shared/Microsoft.NETCore.App/VERSION.
    static string Dotnet()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
