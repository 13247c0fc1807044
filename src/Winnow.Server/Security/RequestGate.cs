using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Http;
using Winnow.Server.Telemetry;

namespace Winnow.Server.Security;

/// <summary>What every request passes before a route answers it: key, rate limit, and a line in the log.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class RequestGate(WinnowServerOptions options, RequestRateLimit limit, RequestLog log)
{
    /// <summary>Puts the gate before routes, also before those that are added to the group later. What was marked with <see cref="PublicRoute.AllowWithoutKey"/> stays open.</summary>
    public static void Guard(IEndpointConventionBuilder routes) => routes.Finally(endpoint =>
    {
        if (endpoint.RequestDelegate is { } answer)
            endpoint.RequestDelegate = context => context.RequestServices.GetRequiredService<RequestGate>().PassAsync(context, answer);
    });

    /// <summary>Answers a request, or refuses it.</summary>
    public async Task PassAsync(HttpContext context, RequestDelegate answer)
    {
        // A host may have put the gate before all of its routes, these among them.
        if (context.Features.Get<Passed>() is not null)
        {
            await answer(context).ConfigureAwait(false);
            return;
        }

        context.Features.Set(Passed.Instance);
        long start = Stopwatch.GetTimestamp();
        try
        {
            if (PublicRoute.Is(context.GetEndpoint()) || Refusal(context) is not { } refusal)
                await answer(context).ConfigureAwait(false);
            else
                await RefuseAsync(context, refusal).ConfigureAwait(false);
        }
        finally
        {
            log.Write(context, Stopwatch.GetElapsedTime(start));
        }
    }

    ApiException? Refusal(HttpContext context)
    {
        Caller caller = Caller.Of(context, options.ApiKeys);
        // Wrong keys count, too, by their address: nobody tries keys faster than others ask.
        if (limit.Take(caller) is { } wait)
        {
            return new ApiException(ApiFault.RateLimited, $"More than {options.RequestsPerMinute} requests in a minute. Try again in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s.")
            {
                RetryAfter = wait,
            };
        }

        if (options.ApiKeys.Count == 0 || caller.Key >= 0)
            return null;
        return Caller.ShownKey(context.Request.Headers) is null
            ? new ApiException(ApiFault.Unauthorized, "The API key is missing. Send it in the header 'Authorization: Bearer KEY'.")
            : new ApiException(ApiFault.Unauthorized, "The API key is wrong.");
    }

    Task RefuseAsync(HttpContext context, ApiException refusal)
    {
        RequestBody.Limit(context, options.MaxBodyBytes);
        return GrpcRefusal.Fits(context.Request) ? GrpcRefusal.WriteAsync(context, refusal) : RerankEndpoint.WriteErrorAsync(context, RouteDialect.Of(context), refusal);
    }

    sealed class Passed
    {
        public static readonly Passed Instance = new();
    }
}
