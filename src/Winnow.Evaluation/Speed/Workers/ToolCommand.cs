using System.Diagnostics;

namespace Winnow.Evaluation.Speed.Workers;

/// <summary>How to start the command <c>winnow</c>, for measurements that need a process of their own.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">What stands before the verb, for instance <c>exec Winnow.Cli.dll</c>.</param>
public sealed record ToolCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Starts a process with all of its streams redirected.</summary>
    internal Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(FileName, [.. Arguments, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{FileName} did not start.");
    }
}
