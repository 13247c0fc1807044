namespace Winnow.Cli.Output;

/// <summary>The progress of a job in several steps: a line for each, with the time that the step still takes.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class StepProgressLine(CommandHost host) : IDisposable
{
    readonly Lock _gate = new();
    ProgressLine? _line;
    string? _step;
    int _first, _total;

    /// <summary>Tells how far a step is; another step or unit than before begins a line.</summary>
    /// <param name="step">What is being done.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <param name="done">What is done of the step. What the first report of a step says was there before, and does not count for the time.</param>
    /// <param name="total">The whole of the step.</param>
    public void Report(string step, string unit, int done, int total)
    {
        lock (_gate)
        {
            _total = total;
            string named = $"{unit} ({step})";
            if (named != _step)
            {
                _line?.Dispose();
                _step = named;
                _first = done;
                _line = ProgressLine.Start(host, named, count => _total > _first ? (double)(count - _first) / (_total - _first) : null);
            }

            _line?.Report(done);
        }
    }

    /// <summary>Writes a line that stays.</summary>
    public void Say(string text)
    {
        lock (_gate)
        {
            _line?.Dispose();
            host.Error.WriteLine(text);
        }
    }

    /// <summary>Wipes the progress line.</summary>
    public void Dispose() => _line?.Dispose();
}
