using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Winnow;

/// <summary>Logs each call: counts and times at Debug, texts at Trace only, errors at Error.</summary>
/// <remarks>
/// A call that its own token cancelled is no error and is logged at Debug. Safe for concurrent use where the inner reranker is. Below Trace Winnow
/// writes no text of a query or document; an error is logged with its exception, whose message is the inner reranker's own.
/// </remarks>
public sealed partial class LoggingReranker : DelegatingReranker
{
    readonly ILogger _logger;

    /// <summary>Wraps a reranker.</summary>
    /// <param name="inner">The reranker that does the work.</param>
    /// <param name="logger">Where the messages go.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public LoggingReranker(IReranker inner, ILogger logger)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(logger);
        _logger = logger;
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        LogStart(documents.Count, options?.TopN, options?.MaxTokens);
        if (_logger.IsEnabled(LogLevel.Trace))
            LogTexts(query, documents);

        long start = Stopwatch.GetTimestamp();
        try
        {
            IReadOnlyList<RerankResult> results = await Inner.RerankAsync(query, documents, options, cancellationToken).ConfigureAwait(false);
            LogEnd(documents.Count, results.Count, MillisecondsSince(start));
            return results;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogCancelled(documents.Count, MillisecondsSince(start));
            throw;
        }
        catch (Exception error)
        {
            LogFailed(error, documents.Count, MillisecondsSince(start));
            throw;
        }
    }

    static double MillisecondsSince(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;

    void LogTexts(string query, IReadOnlyList<string> documents)
    {
        LogQuery(query);
        for (int i = 0; i < documents.Count; i++)
            LogDocument(i, documents[i]);
    }

    [LoggerMessage(1, LogLevel.Debug, "Reranking {DocumentCount} documents (top {TopN}, at most {MaxTokens} tokens).")]
    partial void LogStart(int documentCount, int? topN, int? maxTokens);

    [LoggerMessage(2, LogLevel.Debug, "Reranked {DocumentCount} documents to {ResultCount} results in {Milliseconds} ms.")]
    partial void LogEnd(int documentCount, int resultCount, double milliseconds);

    [LoggerMessage(3, LogLevel.Debug, "Reranking {DocumentCount} documents was cancelled after {Milliseconds} ms.")]
    partial void LogCancelled(int documentCount, double milliseconds);

    [LoggerMessage(4, LogLevel.Error, "Reranking {DocumentCount} documents failed after {Milliseconds} ms.")]
    partial void LogFailed(Exception error, int documentCount, double milliseconds);

    [LoggerMessage(5, LogLevel.Trace, "Query: {Query}")]
    partial void LogQuery(string query);

    [LoggerMessage(6, LogLevel.Trace, "Document {Index}: {Document}")]
    partial void LogDocument(int index, string document);
}
