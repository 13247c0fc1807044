using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Winnow.Server.Http;

namespace Winnow.Server.Security;

/// <summary>Gives errors that no route of ours has told a body: addresses that there are not, wrong methods, and whatever else fails.</summary>
static partial class HostErrors
{
    public static void UseJsonErrors(this IApplicationBuilder app) => app.Use(AnswerAsync);

    static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told; the number is for log and metrics.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, error.StatusCode, new ApiException(ApiFault.Malformed, error.Message)).ConfigureAwait(false);
            return;
        }
#pragma warning disable CA1031 // The last resort, so that no stack gets out.
        catch (Exception error) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HostErrors)), error);
            await WriteAsync(context, StatusCodes.Status500InternalServerError, new ApiException(ApiFault.Failed, "The server has failed to answer; its log says why.")).ConfigureAwait(false);
            return;
        }

        HttpResponse response = context.Response;
        if (context.RequestAborted.IsCancellationRequested || response.StatusCode < StatusCodes.Status400BadRequest || response.HasStarted || response.ContentLength is not null || response.ContentType is not null)
            return;
        await WriteAsync(context, response.StatusCode, Describe(response)).ConfigureAwait(false);
    }

    static ApiException Describe(HttpResponse response) => response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new ApiException(ApiFault.UnknownRoute, "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => new ApiException(ApiFault.Invalid, $"This address takes {response.Headers.Allow} only."),
        int status => new ApiException(status >= StatusCodes.Status500InternalServerError ? ApiFault.Failed : ApiFault.Invalid, $"The request was refused with status {status}."),
    };

    static Task WriteAsync(HttpContext context, int status, ApiException error) =>
        RerankEndpoint.WriteAsync(context.Response, status, json => RouteDialect.Of(context).WriteError(json, error, status, context.TraceIdentifier));

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed.")]
    static partial void Failed(ILogger logger, Exception error);
}
