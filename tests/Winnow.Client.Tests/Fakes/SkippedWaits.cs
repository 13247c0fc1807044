using System.Collections.Concurrent;

namespace Winnow.Client.Tests.Fakes;

/// <summary>Time in which waits of less than a minute end at once and are noted, and longer ones, which are timeouts, never end.</summary>
sealed class SkippedWaits : TimeProvider
{
    static readonly TimeSpan _timeouts = TimeSpan.FromMinutes(1);

    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= _timeouts)
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Waits.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
