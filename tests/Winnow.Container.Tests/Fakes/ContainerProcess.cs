using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace Winnow.Container.Tests.Fakes;

/// <summary>The container's program as a process of its own, with an environment like a container's.</summary>
sealed partial class ContainerProcess : IAsyncDisposable
{
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly StringBuilder _messages = new();
    readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    ContainerProcess(string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "winnow-server.exe" : "winnow-server"), arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // Nothing of the machine's own settings, but where .NET is.
        foreach (string name in start.Environment.Keys.Where(name => !_kept.Contains(name)).ToList())
            start.Environment.Remove(name);
        start.Environment["WINNOW_HOST"] = "127.0.0.1";
        start.Environment["WINNOW_THREADS"] = "2";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    static readonly string[] _kept = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "DOTNET_ROOT", "DOTNET_ROOT_X64"];

    /// <summary>Gets the client of the server that has been started.</summary>
    public HttpClient Client { get; } = new();

    public Uri Address => Client.BaseAddress!;

    /// <summary>Gets all that the process has said.</summary>
    public string Messages
    {
        get
        {
            lock (_messages)
                return _messages.ToString();
        }
    }

    /// <summary>Starts the server and waits until it listens, at a port that was free.</summary>
    public static async Task<ContainerProcess> ServeAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        var process = new ContainerProcess(arguments, [("SAGEMAKER_BIND_TO_PORT", "0"), .. environment]);
        Task first = await Task.WhenAny(process._listening.Task, process._process.WaitForExitAsync(TestContext.Current.CancellationToken)).WaitAsync(_patience, TestContext.Current.CancellationToken);
        if (first != process._listening.Task)
        {
            await process.DisposeAsync();
            throw new XunitException($"The server ended instead of listening: {process.Messages}");
        }

        process.Client.BaseAddress = await process._listening.Task;
        return process;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Messages)> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        await using var process = new ContainerProcess(arguments, environment);
        return (await process.WaitAsync(), process.Messages);
    }

    /// <summary>Sends SIGTERM, as the end of a container does.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    void Read(string? line)
    {
        if (line is null)
            return;
        lock (_messages)
            _messages.AppendLine(line);
        if (Listening().Match(line) is { Success: true } match)
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex("^winnow-server: listening at (http://[^ ,]+)$")]
    private static partial Regex Listening();
}
