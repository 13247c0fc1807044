using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Winnow.Server.Tests.Fakes;

/// <summary>What a server logs as its own fault, ASP.NET Core's messages among it.</summary>
sealed class ErrorLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Messages { get; } = new();

    /// <summary>Starts a server that logs here.</summary>
    public Task<TestServer> StartAsync(Action<WinnowServerOptions>? configure = null) =>
        TestServer.StartAsync(configure, new ServerHostOptions { LogLevel = LogLevel.Error }, app => app.Services.GetRequiredService<ILoggerFactory>().AddProvider(this));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Messages.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
