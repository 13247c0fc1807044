using System.Diagnostics;

namespace Winnow.Evaluation.Speed.Measures;

/// <summary>Repeats a piece of work for a time.</summary>
static class TimedRuns
{
    /// <summary>Repeats the work until the time is over, at least once.</summary>
    /// <returns>How often it ran, and the seconds that this took.</returns>
    public static (int Count, double Seconds) Repeat(Action work, TimeSpan atLeast, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        int count = 0;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            work();
            count++;
        }
        while (clock.Elapsed < atLeast);
        return (count, clock.Elapsed.TotalSeconds);
    }
}
