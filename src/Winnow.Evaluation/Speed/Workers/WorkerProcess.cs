using System.Diagnostics;
using System.Globalization;

namespace Winnow.Evaluation.Speed.Workers;

/// <summary>A process that runs one engine, from the side of the one that measures; see <see cref="SpeedWorker"/> for what they say.</summary>
sealed class WorkerProcess : IDisposable
{
    readonly string _side;
    readonly Process _process;
    readonly Task<string> _errors;
    readonly CancellationToken _cancellationToken;
    readonly CancellationTokenRegistration _cancelled;

    /// <summary>Starts the process and loads the model.</summary>
    /// <exception cref="WinnowException">The model cannot be loaded.</exception>
    public WorkerProcess(ToolCommand tool, WorkerModel model, int threads, CancellationToken cancellationToken)
    {
        _side = model.Side;
        _cancellationToken = cancellationToken;
        _process = tool.Start(
        [
            "bench-worker", model.Side, model.Path, "--threads", threads.ToString(CultureInfo.InvariantCulture), "--precision", model.Precision.Name(),
        ]);
        _errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        // The wait for an answer cannot be interrupted, but the answer can.
        _cancelled = cancellationToken.Register(Kill);
        try
        {
            Ask("loaded", $"load {model.Vocabulary}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Scores pairs of equal length and gives the pairs a second.</summary>
    public double Run(int length, int pairs, TimeSpan time) => PairsPerSecond(Ask("ran", $"run {length} {pairs} {time.TotalSeconds}"));

    /// <summary>Scores pairs of mixed length in batches, or all at once for a size of 0, and gives the pairs a second.</summary>
    public double RunMixed(int batchSize, TimeSpan time, IReadOnlyList<int> lengths) =>
        PairsPerSecond(Ask("ran", $"mixed {batchSize} {time.TotalSeconds} {string.Join(',', lengths)}"));

    /// <summary>Gets the most memory that the process has held, in bytes.</summary>
    public long PeakMemory() => long.Parse(Ask("peak", $"memory")[0], CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _cancelled.Dispose();
        Kill();
        _process.Dispose();
    }

    static double PairsPerSecond(string[] answer) =>
        long.Parse(answer[0], CultureInfo.InvariantCulture) / double.Parse(answer[1], CultureInfo.InvariantCulture);

    string[] Ask(string expected, FormattableString command)
    {
        string? answer;
        try
        {
            _process.StandardInput.Write(command.ToString(CultureInfo.InvariantCulture) + "\n");
            _process.StandardInput.Flush();
            answer = _process.StandardOutput.ReadLine();
        }
        catch (IOException)
        {
            answer = null;
        }

        _cancellationToken.ThrowIfCancellationRequested();
        switch (answer?.Split(' '))
        {
            case [var first, .. var values] when first == expected:
                return values;
            case ["error", ..]:
                throw new WinnowException(answer["error ".Length..]);
            case ["failed", ..]:
                throw new WorkerFailedException($"{_side} failed: {answer["failed ".Length..]}");
            default:
                throw Ended();
        }
    }

    WorkerFailedException Ended()
    {
        _process.WaitForExit();
        string errors = _errors.GetAwaiter().GetResult().Trim();
        string why = errors.Length == 0 ? "It may have run out of memory." : "It said: " + errors;
        return new WorkerFailedException($"The process that ran {_side} ended with exit code {_process.ExitCode} before it answered. {why}");
    }

    void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
