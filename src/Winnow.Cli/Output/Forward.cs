namespace Winnow.Cli.Output;

/// <summary>Passes progress on at once. <see cref="Progress{T}"/> would report from other threads, after the line is wiped.</summary>
sealed class Forward<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
