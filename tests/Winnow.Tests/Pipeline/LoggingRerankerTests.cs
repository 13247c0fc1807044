using Microsoft.Extensions.Logging;

namespace Winnow.Tests.Pipeline;

public sealed class LoggingRerankerTests : IDisposable
{
    readonly CountingReranker _inner = new();

    public void Dispose() => _inner.Dispose();

    [Fact]
    public async Task RerankAsync_Debug_LogsCountsWithoutTexts()
    {
        var logger = new RecordingLogger(LogLevel.Debug);
        using var reranker = new LoggingReranker(_inner, logger);
        await reranker.RerankAsync(
            "secret query", ["secret one", "secret two"], new() { TopN = 1, MaxTokens = 64 }, TestContext.Current.CancellationToken);
        Assert.Equal(2, logger.Entries.Count);
        Assert.All(logger.Entries, entry => Assert.Equal(LogLevel.Debug, entry.Level));
        Assert.Equal("Reranking 2 documents (top 1, at most 64 tokens).", logger.Entries[0].Message);
        Assert.Matches(@"^Reranked 2 documents to 1 results in [0-9.E-]+ ms\.$", logger.Entries[1].Message);
        Assert.DoesNotContain("secret", logger.Text);
    }

    [Fact]
    public async Task RerankAsync_Trace_LogsTexts()
    {
        var logger = new RecordingLogger(LogLevel.Trace);
        using var reranker = new LoggingReranker(_inner, logger);
        await reranker.RerankAsync("secret query", ["secret one", "secret two"], null, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["Query: secret query", "Document 0: secret one", "Document 1: secret two"],
            logger.Entries.Where(entry => entry.Level == LogLevel.Trace).Select(entry => entry.Message));
        Assert.DoesNotContain(logger.Entries, entry => entry.Level != LogLevel.Trace && entry.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RerankAsync_InnerFails_LogsErrorAndThrows()
    {
        var logger = new RecordingLogger(LogLevel.Information);
        _inner.Error = new WinnowException("bad");
        using var reranker = new LoggingReranker(_inner, logger);
        await Assert.ThrowsAsync<WinnowException>(() => reranker.RerankAsync("q", ["d"], null, TestContext.Current.CancellationToken));
        (LogLevel level, string message, Exception? error) = Assert.Single(logger.Entries);
        Assert.Equal(LogLevel.Error, level);
        Assert.StartsWith("Reranking 1 documents failed after ", message, StringComparison.Ordinal);
        Assert.Same(_inner.Error, error);
    }

    [Fact]
    public async Task RerankAsync_Cancelled_LogsAtDebugAndThrows()
    {
        var logger = new RecordingLogger(LogLevel.Debug);
        using var reranker = new LoggingReranker(_inner, logger);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reranker.RerankAsync("q", ["d"], null, new CancellationToken(canceled: true)));
        Assert.All(logger.Entries, entry => Assert.Equal(LogLevel.Debug, entry.Level));
        Assert.StartsWith("Reranking 1 documents was cancelled after ", logger.Entries[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RerankAsync_TimeoutInside_IsAnError()
    {
        var logger = new RecordingLogger(LogLevel.Debug);
        _inner.Error = new TaskCanceledException();
        using var reranker = new LoggingReranker(_inner, logger);
        await Assert.ThrowsAsync<TaskCanceledException>(() => reranker.RerankAsync("q", ["d"], null, TestContext.Current.CancellationToken));
        Assert.Equal(LogLevel.Error, logger.Entries[^1].Level);
    }

    [Fact]
    public async Task RerankAsync_Any_PassesArgumentsAndResultsThrough()
    {
        var options = new RerankOptions { TopN = 1 };
        using var reranker = new LoggingReranker(_inner, new RecordingLogger(LogLevel.None));
        IReadOnlyList<RerankResult> results = await reranker.RerankAsync("q", ["a", "b"], options, TestContext.Current.CancellationToken);
        Assert.Single(results);
        Assert.Same(options, _inner.LastOptions);
    }

    [Fact]
    public async Task Arguments_Null_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => new LoggingReranker(_inner, null!));
        using var reranker = new LoggingReranker(_inner, new RecordingLogger(LogLevel.Debug));
        await Assert.ThrowsAsync<ArgumentNullException>(() => reranker.RerankAsync(null!, [], null, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentNullException>(() => reranker.RerankAsync("q", null!, null, TestContext.Current.CancellationToken));
    }
}
