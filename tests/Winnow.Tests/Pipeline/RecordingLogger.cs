using Microsoft.Extensions.Logging;

namespace Winnow.Tests.Pipeline;

/// <summary>A logger, and its factory, that keeps what it is told.</summary>
sealed class RecordingLogger(LogLevel minimum) : ILogger, ILoggerFactory
{
    public List<(LogLevel Level, string Message, Exception? Error)> Entries { get; } = [];

    public List<string> Categories { get; } = [];

    public string Text => string.Join('\n', Entries.Select(entry => entry.Message));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        lock (Entries)
            Entries.Add((logLevel, formatter(state, exception), exception));
    }

    public ILogger CreateLogger(string categoryName)
    {
        Categories.Add(categoryName);
        return this;
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
