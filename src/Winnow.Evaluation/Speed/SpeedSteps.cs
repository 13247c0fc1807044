using Winnow.Evaluation.Speed.Measures;
using Winnow.Evaluation.Speed.Rivals;

namespace Winnow.Evaluation.Speed;

/// <summary>Counts the measurements that are done and tells how far the work is.</summary>
sealed class SpeedSteps
{
    readonly IProgress<SpeedProgress>? _progress;
    readonly double _total;
    double _spent;
    int _done;

    /// <summary>Starts to count.</summary>
    /// <param name="plan">What is planned.</param>
    /// <param name="hasRival">Whether another engine is measured as well.</param>
    /// <param name="progress">Who is told, or null.</param>
    public SpeedSteps(SpeedPlan plan, bool hasRival, IProgress<SpeedProgress>? progress)
    {
        _progress = progress;
        OneLength = plan.RunTime * (plan.Runs + 1);
        OneComparison = (plan.RunTime + plan.Pause) * (2 * (plan.Rounds + 1));
        TimeSpan own = OneLength * (plan.Lengths.Count + 1) + CallMeasurement.DocumentCounts.Count * plan.CallTime + Process * (plan.FirstScores + 1);
        TimeSpan both = hasRival ? OneComparison * (plan.Lengths.Count + RivalComparison.BatchSizes.Count) + LongDocuments + Process : TimeSpan.Zero;
        _total = (own + both).TotalSeconds;
    }

    /// <summary>Gets about the time of one length, or of the peak.</summary>
    public TimeSpan OneLength { get; }

    /// <summary>Gets about the time of one comparison.</summary>
    public TimeSpan OneComparison { get; }

    /// <summary>Gets about the time of a process, or of an export.</summary>
    public TimeSpan Process { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets about the time of comparing long documents.</summary>
    public TimeSpan LongDocuments { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Ends a measurement.</summary>
    /// <param name="planned">About the time that was planned for it.</param>
    public void Did(TimeSpan planned)
    {
        _spent += planned.TotalSeconds;
        _progress?.Report(new SpeedProgress(++_done, Math.Min(1, _spent / _total)));
    }
}
