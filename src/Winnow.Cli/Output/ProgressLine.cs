using System.Globalization;

namespace Winnow.Cli.Output;

/// <summary>One line on the terminal that tells how far a long job is and how long it will take; silent for short jobs and where standard error is redirected.</summary>
sealed class ProgressLine : IProgress<int>, IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), Interval = TimeSpan.FromSeconds(0.25);

    readonly CommandHost _host;
    readonly string _unit;
    readonly Func<long, double?> _fraction;
    readonly long _start;
    readonly object _gate = new();
    TimeSpan _shown;
    int _width;

    ProgressLine(CommandHost host, string unit, Func<long, double?> fraction)
    {
        _host = host;
        _unit = unit;
        _fraction = fraction;
        _start = host.Clock.GetTimestamp();
    }

    /// <summary>Gets or sets the items done in earlier batches, on top of which reports count.</summary>
    public long Before { get; set; }

    /// <summary>Starts a line, or gives null where nobody would see it.</summary>
    /// <param name="host">The terminal.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <param name="fraction">The part of the job that a count stands for, or null where that is unknown.</param>
    public static ProgressLine? Start(CommandHost host, string unit, Func<long, double?> fraction) =>
        host.ErrorRedirected ? null : new ProgressLine(host, unit, fraction);

    /// <inheritdoc/>
    public void Report(int value)
    {
        // The engine may report from any of its threads.
        lock (_gate)
        {
            var elapsed = _host.Clock.GetElapsedTime(_start);
            if (elapsed < Patience || (_width > 0 && elapsed - _shown < Interval))
                return;

            _shown = elapsed;
            long done = Before + value;
            string text = string.Create(CultureInfo.InvariantCulture, $"{done:N0} {_unit}{Remaining(elapsed, _fraction(done))}");
            // Blanks instead of escape codes: they work on every terminal.
            _host.Error.Write("\r" + text.PadRight(_width));
            _host.Error.Flush();
            _width = text.Length;
        }
    }

    /// <summary>Wipes the line.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_width > 0)
                _host.Error.Write("\r" + new string(' ', _width) + "\r");
            _width = 0;
        }
    }

    static string Remaining(TimeSpan elapsed, double? fraction)
    {
        if (fraction is not ({ } part and > 0 and <= 1))
            return "";
        double seconds = elapsed.TotalSeconds * (1 - part) / part;
        string left = seconds < 90 ? $"{Math.Ceiling(seconds):F0} s" : $"{Math.Ceiling(seconds / 60):F0} min";
        return string.Create(CultureInfo.InvariantCulture, $", {part * 100:F0} %, about {left} left");
    }
}
