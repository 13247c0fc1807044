using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Winnow.Server.Http;
using Winnow.Server.Reranking;
using Winnow.Server.Security;

namespace Winnow.Server.Telemetry;

/// <summary>A line for each request in the application's log.</summary>
/// <remarks>
/// Nothing that a client can make up gets into it, but for the texts where they are asked for: the route's pattern stands for the path, the model that answered for the one that was named. Safe for concurrent use.
/// </remarks>
sealed partial class RequestLog(ILoggerFactory loggers, WinnowServerOptions options)
{
    readonly ILogger _logger = loggers.CreateLogger(WinnowTelemetry.RequestLogCategory);

    /// <summary>Writes the line of a request that has been answered.</summary>
    public void Write(HttpContext context, TimeSpan elapsed)
    {
        Endpoint? endpoint = context.GetEndpoint();
        int status = context.Response.StatusCode;
        // Load balancers ask every few seconds whether the server is well.
        LogLevel level = PublicRoute.Is(endpoint) ? LogLevel.Debug : status >= StatusCodes.Status500InternalServerError ? LogLevel.Warning : LogLevel.Information;
        if (!_logger.IsEnabled(level))
            return;
        string route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "-";
        if (context.Features.Get<RerankAnswer>() is { } answer)
        {
            Reranked(
                level, route, answer.Call.Dialect, answer.Model.Name, answer.Call.Documents.Count, answer.Tokens, status,
                answer.Timings.Queue.TotalMilliseconds, answer.Timings.Inference.TotalMilliseconds, elapsed.TotalMilliseconds);
            if (options.LogTexts)
            {
                // As JSON, so that no text can look like the next line.
                string documents = JsonSerializer.Serialize(answer.Call.Documents.Select(document => document.Text));
                Texts(level, answer.Call.Query, documents);
            }
        }
        else
        {
            string? error = context.RequestAborted.IsCancellationRequested ? ErrorTypes.Cancelled : context.Features.Get<ApiException>() is { } told ? ErrorTypes.Of(told.Fault) : null;
            Answered(level, context.Request.Method, route, context.Features.Get<DialectFeature>()?.Name, status, error, elapsed.TotalMilliseconds);
        }
    }

    [LoggerMessage(Message = "{Route} {Dialect} {Model} documents={Documents} tokens={Tokens} status={Status} queue={QueueMs:0.0} inference={InferenceMs:0.0} total={TotalMs:0.0} ms")]
    partial void Reranked(LogLevel level, string route, string? dialect, string model, int documents, long tokens, int status, double queueMs, double inferenceMs, double totalMs);

    [LoggerMessage(Message = "{Method} {Route} {Dialect} status={Status} error={Error} total={TotalMs:0.0} ms")]
    partial void Answered(LogLevel level, string method, string route, string? dialect, int status, string? error, double totalMs);

    [LoggerMessage(Message = "query={Query} documents={Documents}")]
    partial void Texts(LogLevel level, string query, string documents);
}
