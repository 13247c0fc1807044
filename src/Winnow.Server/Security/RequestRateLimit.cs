using System.Threading.RateLimiting;

namespace Winnow.Server.Security;

/// <summary>How many requests each caller may make.</summary>
/// <remarks>
/// A bucket for each caller: full at first, so that a minute's requests may come at once, and filled again evenly. Safe for concurrent use; buckets of callers that have gone away are given up by the library.
/// </remarks>
sealed class RequestRateLimit(WinnowServerOptions options) : IDisposable
{
    readonly PartitionedRateLimiter<Caller>? _limiter = options.RequestsPerMinute is { } most ? Limiter(most) : null;

    /// <summary>Counts a request.</summary>
    /// <returns>Null if it may be answered, else after how long another try is worth it.</returns>
    public TimeSpan? Take(Caller caller)
    {
        if (_limiter is null)
            return null;
        using RateLimitLease lease = _limiter.AttemptAcquire(caller);
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1);
    }

    public void Dispose() => _limiter?.Dispose();

    static PartitionedRateLimiter<Caller> Limiter(int most) => PartitionedRateLimiter.Create<Caller, Caller>(caller =>
        RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = most,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / most,
            QueueLimit = 0,
        }));
}
