using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Telemetry;

// The source of spans is one for all servers of the process: who asks for texts and who looks that there are none take turns.
[Collection("spans")]
public sealed class RequestLogTests
{
    [Fact]
    public async Task Rerank_Answered_WritesOneLineWithoutTexts()
    {
        var log = new LogLines();
        await using TestServer server = await StartAsync(log);

        await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank);

        (LogLevel level, string message, IReadOnlyDictionary<string, object?> fields) = Assert.Single(await log.LinesAsync(1));
        Assert.Equal(LogLevel.Information, level);
        Assert.Matches(@"^/v1/rerank jina bert documents=3 tokens=\d+ status=200 queue=\d+\.\d inference=\d+\.\d total=\d+\.\d ms$", message);
        Assert.Equal(("jina", "bert", 3, 200), (fields["Dialect"], fields["Model"], fields["Documents"], fields["Status"]));
        Assert.DoesNotContain("heron", message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Rerank_TextsAskedFor_WritesThemInALineOfTheirOwn()
    {
        var log = new LogLines();
        await using TestServer server = await StartAsync(log, options => options.LogTexts = true);

        await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank);

        Assert.Equal("query=where do herons nest documents=[\"They eat fish.\",\"In trees.\",\"Herons nest in colonies.\"]", (await log.LinesAsync(2))[1].Message);
    }

    [Fact]
    public async Task Rerank_Refused_WritesTheKindOfErrorAndNothingThatTheClientSent()
    {
        var log = new LogLines();
        await using TestServer server = await StartAsync(log);

        await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank?token=secret", """{"query":"q","documents":["d"],"top_n":"secret\nforged line"}""");

        (_, string message, _) = Assert.Single(await log.LinesAsync(1));
        Assert.Matches(@"^POST /v1/rerank jina status=422 error=invalid total=\d+\.\d ms$", message);
    }

    [Fact]
    public async Task Health_Asked_WritesNothingAtTheUsualLevel()
    {
        var log = new LogLines();
        await using TestServer server = await StartAsync(log);

        await server.Client.SendAsync(HttpMethod.Get, "/health");
        await server.Client.SendAsync(HttpMethod.Get, "/v1/models");

        Assert.StartsWith("GET /v1/models", Assert.Single(await log.LinesAsync(1)).Message, StringComparison.Ordinal);
    }

    static Task<TestServer> StartAsync(LogLines log, Action<WinnowServerOptions>? configure = null) =>
        TestServer.StartAsync(configure, new ServerHostOptions(), app => app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log));

    sealed class LogLines : ILoggerProvider, ILogger
    {
        readonly ConcurrentQueue<(LogLevel, string, IReadOnlyDictionary<string, object?>)> _lines = new();

        /// <summary>Waits for lines: they are written after the client has its answer.</summary>
        public async Task<List<(LogLevel Level, string Message, IReadOnlyDictionary<string, object?> Fields)>> LinesAsync(int count)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (_lines.Count < count)
                await Task.Delay(5, timeout.Token);
            return [.. _lines];
        }

        public ILogger CreateLogger(string categoryName) => categoryName == WinnowTelemetry.RequestLogCategory ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((logLevel, formatter(state, exception), ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary()));

        public void Dispose()
        {
        }
    }
}
