using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Winnow.Server.Dialects;
using Winnow.Server.Reranking;
using Winnow.Server.Telemetry;

namespace Winnow.Server.Http;

/// <summary>Answers a rerank request: reads the body, finds the dialect, asks the service, and writes the answer or the error as that dialect does.</summary>
sealed partial class RerankEndpoint(RerankService service, WinnowServerOptions options, ILogger<RerankEndpoint> logger)
{
    static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="usual">The dialect of errors of a body that says nothing, and of all bodies that <paramref name="choose"/> leaves to it.</param>
    /// <param name="choose">Finds the dialect of a body, or null for the usual one.</param>
    public async Task AnswerAsync(HttpContext context, Dialect usual, Func<JsonFields, Dialect>? choose = null)
    {
        Dialect dialect = usual;
        CancellationToken aborted = context.RequestAborted;
        try
        {
            RequestBody.Limit(context, options.MaxBodyBytes);
            CheckMediaType(context.Request);
            using JsonDocument body = await RequestBody.ReadAsync(context.Request, options.MaxBodyBytes, aborted).ConfigureAwait(false);
            JsonFields fields = JsonFields.Of(body.RootElement, "");
            dialect = choose?.Invoke(fields) ?? usual;
            context.Features.Set(new DialectFeature(dialect.Name));
            RerankCall call = dialect.Read(fields) with { Dialect = dialect.Name };
            if (call.Stream || AcceptsLines(context.Request))
            {
                await new ResultStream(service, context).WriteAsync(call, aborted).ConfigureAwait(false);
                return;
            }

            RerankAnswer answer = await service.RerankAsync(call, null, aborted).ConfigureAwait(false);
            context.Features.Set(answer);
            TimingHeaders.Write(context.Response, answer);
            await WriteAsync(context.Response, StatusCodes.Status200OK, json => dialect.Write(json, answer)).ConfigureAwait(false);
        }
        catch (Exception) when (aborted.IsCancellationRequested)
        {
            // Nobody is there to be told, whatever it was that failed for it; the number is for log and metrics.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
#pragma warning disable CA1031 // The last resort: every request is answered in the dialect's own shape, without a stack.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ApiException told = Translate(error);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await WriteErrorAsync(context, dialect, told).ConfigureAwait(false);
        }
    }

    /// <summary>Writes an error as a dialect does.</summary>
    public static async Task WriteErrorAsync(HttpContext context, Dialect dialect, ApiException error)
    {
        int status = dialect.Status(error.Fault);
        context.Features.Set(error);
        context.RequestServices.GetRequiredService<RerankTelemetry>().Rejected(error.Fault, dialect.Name);
        if (error.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0}";
        if (status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        // What is left of a body that was too large is not read.
        if (error.Fault == ApiFault.BodyTooLarge)
            context.Response.Headers.Connection = "close";
        await WriteAsync(context.Response, status, json => dialect.WriteError(json, error, status, context.TraceIdentifier)).ConfigureAwait(false);
    }

    /// <summary>Writes JSON.</summary>
    public static async Task WriteAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, _json))
            write(json);
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, response.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Makes what a client is told of any error, and logs what is the server's own fault.</summary>
    public ApiException Translate(Exception error)
    {
        switch (error)
        {
            case ApiException told:
                return told;
            case WinnowException:
                return new ApiException(ApiFault.Invalid, WithoutPath(error.Message));
            case BadHttpRequestException bad:
                return new ApiException(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? ApiFault.BodyTooLarge : ApiFault.Malformed, bad.Message);
            case ObjectDisposedException:
                return new ApiException(ApiFault.Unavailable, "The server is stopping.") { RetryAfter = TimeSpan.FromSeconds(1) };
            default:
                Failed(logger, error);
                return new ApiException(ApiFault.Failed, "The server has failed to answer; its log says why.");
        }
    }

    // Messages of the engine begin with the model's folder, which is nobody's business out there.
    static string WithoutPath(string message)
    {
        int colon = message.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && message.AsSpan(0, colon).IndexOfAny('/', '\\') >= 0 ? message[(colon + 2)..] : message;
    }

    /// <summary>Checks that a body is JSON. No type at all, as some clients send it, is taken for JSON.</summary>
    public static void CheckMediaType(HttpRequest request)
    {
        if (!string.IsNullOrEmpty(request.ContentType) && !request.HasJsonContentType())
            throw new ApiException(ApiFault.WrongMediaType, "The body must be application/json.");
    }

    static bool AcceptsLines(HttpRequest request) =>
        request.Headers.Accept.Any(value => value?.Contains("application/x-ndjson", StringComparison.OrdinalIgnoreCase) == true);

    [LoggerMessage(Level = LogLevel.Error, Message = "A rerank request failed.")]
    static partial void Failed(ILogger logger, Exception error);
}

/// <summary>Which dialect a request turned out to have, for telemetry.</summary>
/// <param name="Name">The dialect's name.</param>
sealed record DialectFeature(string Name);
