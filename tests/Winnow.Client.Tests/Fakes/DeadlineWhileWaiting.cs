namespace Winnow.Client.Tests.Fakes;

/// <summary>Time in which the first timer, a call's deadline, ends as soon as a longer wait begins, and not before, however slow the machine is.</summary>
sealed class DeadlineWhileWaiting : TimeProvider
{
    readonly Lock _lock = new();
    ITimer? _deadline;
    TimeSpan _due;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            if (_deadline is null)
                (_deadline, _due) = (timer, dueTime);
            else if (dueTime > _due)
                _deadline.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        return timer;
    }
}
