using System.Globalization;
using Winnow.Training.Distillation;

namespace Winnow.Cli.Output;

/// <summary>Tells how a training goes: one changing line on a terminal with loss, speed and remaining time; elsewhere a line every half minute.</summary>
sealed class DistillProgressLine(CommandHost host) : IProgress<DistillProgress>, IDisposable
{
    static readonly TimeSpan OnTerminal = TimeSpan.FromSeconds(0.25), Elsewhere = TimeSpan.FromSeconds(30);

    readonly TimeSpan _interval = host.ErrorRedirected ? Elsewhere : OnTerminal;
    string _stage = "";
    long _start, _shown = host.Clock.GetTimestamp();
    int _first, _width;

    /// <inheritdoc/>
    public void Report(DistillProgress value)
    {
        long now = host.Clock.GetTimestamp();
        if (value.Stage != _stage)
            (_stage, _start, _first) = (value.Stage, now, value.Step.Step - 1);
        if (host.Clock.GetElapsedTime(_shown, now) < _interval)
            return;
        _shown = now;
        string text = Text(value, host.Clock.GetElapsedTime(_start, now));
        if (host.ErrorRedirected)
        {
            host.Error.WriteLine($"winnow: {text}");
            return;
        }

        // Blanks instead of escape codes: they work on every terminal.
        host.Error.Write("\r" + text.PadRight(_width));
        host.Error.Flush();
        _width = text.Length;
    }

    /// <summary>Ends the line, which stays.</summary>
    public void Dispose()
    {
        if (_width > 0)
            host.Error.WriteLine();
    }

    string Text(DistillProgress value, TimeSpan elapsed)
    {
        if (value.Step.Steps == 0)
            return $"{value.Stage}: reading";
        int done = value.Step.Step - _first, left = value.Step.Steps - value.Step.Step;
        double seconds = elapsed.TotalSeconds * left / Math.Max(1, done);
        string remaining = seconds < 90 ? $"{Math.Ceiling(seconds):F0} s" : $"{Math.Ceiling(seconds / 60):F0} min";
        string unit = value.Step.Loss is null ? "text" : "step", loss = value.Step.Loss is { } average ? string.Create(CultureInfo.InvariantCulture, $", loss {average:F4}") : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{value.Stage}: {unit} {value.Step.Step:N0} of {value.Step.Steps:N0}{loss}, {value.Step.TokensPerSecond:N0} tokens/s, about {remaining} left");
    }
}
