using System.Buffers.Binary;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace Winnow;

/// <summary>Reads and writes scores in a distributed cache whose failures must not fail a call.</summary>
/// <remarks>An entry is the logit and the score, each a little-endian float32. Anything else counts as missing.</remarks>
sealed partial class ScoreCache
{
    const int EntrySize = 2 * sizeof(float);

    /// <summary>Requests under way at once: enough to hide a network's latency, few enough for a pool of connections.</summary>
    const int Lanes = 16;

    readonly IDistributedCache _cache;
    readonly DistributedCacheEntryOptions _entryOptions;
    readonly ILogger _logger;

    public ScoreCache(IDistributedCache cache, RerankCacheOptions? options, ILogger logger)
    {
        _cache = cache;
        _logger = logger;
        _entryOptions = new DistributedCacheEntryOptions
        {
            AbsoluteExpirationRelativeToNow = options?.AbsoluteExpirationRelativeToNow,
            SlidingExpiration = options?.SlidingExpiration,
        };
    }

    /// <summary>Fills in the scores that the cache has.</summary>
    /// <returns>False where the cache failed; scores read until then are filled in.</returns>
    public Task<bool> TryReadAsync(string[] keys, PairScore?[] scores, CancellationToken cancellationToken) => TryForEachAsync(
        keys.Length,
        async i => scores[i] = Decode(await _cache.GetAsync(keys[i], cancellationToken).ConfigureAwait(false)),
        cancellationToken);

    /// <summary>Writes some of the scores.</summary>
    /// <returns>False where the cache failed.</returns>
    public Task<bool> TryWriteAsync(string[] keys, PairScore?[] scores, int[] which, CancellationToken cancellationToken) => TryForEachAsync(
        which.Length,
        i => _cache.SetAsync(keys[which[i]], Encode(scores[which[i]]!.Value), _entryOptions, cancellationToken),
        cancellationToken);

    static byte[] Encode(PairScore score)
    {
        byte[] entry = new byte[EntrySize];
        BinaryPrimitives.WriteSingleLittleEndian(entry, score.Logit);
        BinaryPrimitives.WriteSingleLittleEndian(entry.AsSpan(sizeof(float)), score.Score);
        return entry;
    }

    static PairScore? Decode(byte[]? entry)
    {
        if (entry is not { Length: EntrySize })
            return null;
        float logit = BinaryPrimitives.ReadSingleLittleEndian(entry);
        float score = BinaryPrimitives.ReadSingleLittleEndian(entry.AsSpan(sizeof(float)));
        return float.IsNaN(logit) || float.IsNaN(score) ? null : new PairScore(logit, score);
    }

    async Task<bool> TryForEachAsync(int count, Func<int, Task> visit, CancellationToken cancellationToken)
    {
        int next = -1;
        bool failed = false;

        // After a failure no lane asks again: a cache that times out would do so for each document.
        async Task RunLaneAsync()
        {
            while (!Volatile.Read(ref failed) && Interlocked.Increment(ref next) is var i && i < count)
            {
                try
                {
                    await visit(i).ConfigureAwait(false);
                }
                catch
                {
                    Volatile.Write(ref failed, true);
                    throw;
                }
            }
        }

        var lanes = new Task[Math.Min(Lanes, count)];
        for (int lane = 0; lane < lanes.Length; lane++)
            lanes[lane] = RunLaneAsync();
        try
        {
            await Task.WhenAll(lanes).ConfigureAwait(false);
            return true;
        }
        catch (Exception error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LogFailed(error);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The cache of scores failed; this call goes on without it.")]
    partial void LogFailed(Exception error);
}
