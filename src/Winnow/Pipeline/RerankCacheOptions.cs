namespace Winnow;

/// <summary>Settings of a cache of scores.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record RerankCacheOptions
{
    /// <summary>Gets how long a score is kept after it was written.</summary>
    /// <value>The default is null: no limit but the cache's own. A score of one model never grows stale.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan? AbsoluteExpirationRelativeToNow
    {
        get;
        init
        {
            if (value is { } duration)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero, nameof(AbsoluteExpirationRelativeToNow));
            field = value;
        }
    }

    /// <summary>Gets how long a score is kept after it was last read.</summary>
    /// <value>The default is null: no limit but the cache's own.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan? SlidingExpiration
    {
        get;
        init
        {
            if (value is { } duration)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero, nameof(SlidingExpiration));
            field = value;
        }
    }

    /// <summary>Gets a text that stands for the model in cache keys: rerankers with different scores must not share it.</summary>
    /// <value>The default is null: provider, name and fingerprint from the reranker's <see cref="RerankerMetadata"/>.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? ModelIdentity
    {
        get;
        init
        {
            if (value is not null)
                ArgumentException.ThrowIfNullOrEmpty(value, nameof(ModelIdentity));
            field = value;
        }
    }
}
