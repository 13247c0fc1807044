namespace Winnow.Training;

/// <summary>Passes progress on at once. <see cref="Progress{T}"/> would report from other threads, and later.</summary>
sealed class Forward(Action<int> report) : IProgress<int>
{
    public void Report(int value) => report(value);
}
