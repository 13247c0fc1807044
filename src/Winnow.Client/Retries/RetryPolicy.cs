using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Winnow.Client.Retries;

/// <summary>When a call is repeated.</summary>
/// <remarks>
/// A rerank request changes nothing on the server, so every one may be repeated. Repeated are those for which there was no room or no server; not those that have timed out or failed
/// there (504, 500), which would only do the same again. The wait is what <c>Retry-After</c> says, else a growing one. There is no circuit breaker: it would take 429, with which a server says when to
/// come back, for a failure.
/// </remarks>
static class RetryPolicy
{
    /// <summary>The first wait where the server names none.</summary>
    static readonly TimeSpan _firstWait = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait where the server names none.</summary>
    static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(5);

    /// <summary>Makes the strategy.</summary>
    public static HttpRetryStrategyOptions Create(int retries) => new()
    {
        Name = "Winnow",
        MaxRetryAttempts = retries,
        Delay = _firstWait,
        MaxDelay = _longestWait,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldRetryAfterHeader = true,
        ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome switch
        {
            { Exception: HttpRequestException } => true,
            { Result.StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway } => true,
            _ => false,
        }),
    };
}
