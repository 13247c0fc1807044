using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace Winnow.Tests.Pipeline;

/// <summary>A distributed cache in memory that counts and can be made to fail.</summary>
sealed class RecordingCache : IDistributedCache
{
    int _reads;
    int _writes;
    int _underWay;
    int _mostUnderWay;

    public ConcurrentDictionary<string, byte[]> Entries { get; } = new();

    public ConcurrentBag<DistributedCacheEntryOptions> EntryOptions { get; } = [];

    public Exception? ReadError { get; set; }

    public Exception? WriteError { get; set; }

    /// <summary>Makes each request leave the caller's thread.</summary>
    public bool Yields { get; init; }

    public int Reads => _reads;

    public int Writes => _writes;

    public int MostUnderWay => _mostUnderWay;

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        Interlocked.Increment(ref _reads);
        int underWay = Interlocked.Increment(ref _underWay);
        for (int most = _mostUnderWay; underWay > most;)
            most = Interlocked.CompareExchange(ref _mostUnderWay, underWay, most);
        token.ThrowIfCancellationRequested();
        if (Yields)
            await Task.Yield();
        Interlocked.Decrement(ref _underWay);
        return ReadError is null ? Entries.GetValueOrDefault(key) : throw ReadError;
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Interlocked.Increment(ref _writes);
        token.ThrowIfCancellationRequested();
        if (Yields)
            await Task.Yield();
        if (WriteError is not null)
            throw WriteError;
        EntryOptions.Add(options);
        Entries[key] = value;
    }

    public byte[]? Get(string key) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key, CancellationToken token = default) => throw new NotSupportedException();
}
