using CsCheck;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace Winnow.Tests.Pipeline;

public sealed class CachingRerankerTests : IDisposable
{
    readonly CountingReranker _inner = new();
    readonly RecordingCache _cache = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _inner.Dispose();

    [Fact]
    public async Task RerankAsync_SameCallAgain_ScoresNothing()
    {
        using CachingReranker reranker = Wrap(_inner);
        IReadOnlyList<RerankResult> first = await reranker.RerankAsync("q", ["a", "b"], null, Cancellation);
        IReadOnlyList<RerankResult> second = await reranker.RerankAsync("q", ["a", "b"], null, Cancellation);
        Assert.Equal(first, second);
        Assert.Single(_inner.Calls);
    }

    [Fact]
    public async Task RerankAsync_OtherListWithKnownDocument_ScoresOnlyTheNewOnesInOneCall()
    {
        using CachingReranker reranker = Wrap(_inner);
        await reranker.RerankAsync("q", ["a", "b"], null, Cancellation);
        await reranker.RerankAsync("q", ["c", "b", "d", "a"], null, Cancellation);
        Assert.Equal(2, _inner.Calls.Count);
        Assert.Equal(["c", "d"], _inner.Calls[1]);
    }

    [Fact]
    public async Task RerankAsync_Duplicates_AreScoredOnceAndAllReturned()
    {
        using CachingReranker reranker = Wrap(_inner);
        IReadOnlyList<RerankResult> results = await reranker.RerankAsync("q", ["a", "b", "a", "a"], null, Cancellation);
        Assert.Equal(["a", "b"], Assert.Single(_inner.Calls));
        Assert.Equal([0, 1, 2, 3], results.Select(result => result.Index).Order());
        Assert.Equal(2, _cache.Writes);
    }

    [Fact]
    public async Task RerankAsync_TopN_IsAppliedAfterTheCache()
    {
        using CachingReranker reranker = Wrap(_inner);
        string[] documents = ["a", "b", "c", "d"];
        IReadOnlyList<RerankResult> all = await reranker.RerankAsync("q", documents, null, Cancellation);
        for (int topN = 0; topN <= 5; topN++)
            Assert.Equal(all.Take(topN), await reranker.RerankAsync("q", documents, new() { TopN = topN }, Cancellation));
        Assert.Single(_inner.Calls);
    }

    [Fact]
    public async Task RerankAsync_TopNFirst_CachesEveryDocument()
    {
        using CachingReranker reranker = Wrap(_inner);
        await reranker.RerankAsync("q", ["a", "b", "c"], new() { TopN = 1 }, Cancellation);
        await reranker.RerankAsync("q", ["a", "b", "c"], null, Cancellation);
        Assert.Equal(3, _inner.Scored);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task RerankAsync_ReturnDocuments_IsAppliedAfterTheCache(bool? returnDocuments, bool returned)
    {
        using CachingReranker reranker = Wrap(_inner);
        for (int round = 0; round < 2; round++)
        {
            RerankResult result = Assert.Single(await reranker.RerankAsync("q", ["a"], new() { ReturnDocuments = returnDocuments }, Cancellation));
            Assert.Equal(returned ? "a" : null, result.Document);
        }

        Assert.Single(_inner.Calls);
    }

    [Fact]
    public async Task RerankAsync_EqualScores_AreOrderedByLogitThenInput()
    {
        // The fake's scores are equal here and its logits are not, as when a sigmoid saturates.
        using var inner = new CountingReranker { Logit = (_, document, _) => document.Length % 4 };
        using CachingReranker reranker = Wrap(inner);
        await reranker.RerankAsync("q", ["bb", "d"], null, Cancellation);
        IReadOnlyList<RerankResult> results = await reranker.RerankAsync("q", ["a", "bb", "ccc", "d", "bb"], null, Cancellation);
        Assert.Equal([2, 1, 4, 0, 3], results.Select(result => result.Index));
    }

    [Fact]
    public async Task RerankAsync_EmptyList_TouchesNothing()
    {
        using CachingReranker reranker = Wrap(_inner);
        Assert.Empty(await reranker.RerankAsync("q", [], null, Cancellation));
        Assert.Empty(_inner.Calls);
        Assert.Equal(0, _cache.Reads);
    }

    [Fact]
    public async Task RerankAsync_MaxTokens_IsPartOfTheKeyAndReachesTheInner()
    {
        using CachingReranker reranker = Wrap(_inner);
        await reranker.RerankAsync("q", ["a"], null, Cancellation);
        await reranker.RerankAsync("q", ["a"], new() { MaxTokens = 8 }, Cancellation);
        Assert.Equal(2, _inner.Scored);
        Assert.Equal(8, _inner.LastOptions!.MaxTokens);
    }

    [Fact]
    public async Task RerankAsync_TrickyConcatenations_NeverShareAKey()
    {
        (string Query, string Document)[] pairs =
        [
            ("ab", "c"), ("a", "bc"), ("", "abc"), ("abc", ""),
            ("a\0b", "c"), ("a", "\0bc"), ("a", "b\0c"), ("c", "ab"), ("", ""), ("\0", ""), ("", "\0"),
            ("\u0001", ""), ("a\0\0\0", "b"), ("a", "\0\0\0b"),
            ("é", ""), ("e\u0301", ""), ("\ud800", ""), ("\ud801", ""), ("\ufffd", ""), ("", "\udc00"),
        ];
        using CachingReranker reranker = Wrap(_inner);
        foreach ((string query, string document) in pairs)
            await reranker.RerankAsync(query, [document], null, Cancellation);
        Assert.Equal(pairs.Length, _inner.Scored);
        Assert.Equal(pairs.Length, _cache.Entries.Count);
    }

    [Fact]
    public async Task RerankAsync_OtherModels_NeverShareAKey()
    {
        RerankerMetadata[] models =
        [
            new("ab", "c"), new("a", "bc"), new("", "abc"), new("abc", ""),
            new("abc", null) { Fingerprint = "" }, new("ab", "") { Fingerprint = "c" },
            new("ab", null) { Fingerprint = "c" }, new("ab", "c") { Fingerprint = "" }, new("a", "b") { Fingerprint = "c" },
        ];
        foreach (RerankerMetadata model in models)
        {
            using var inner = new CountingReranker { Metadata = model };
            using CachingReranker reranker = Wrap(inner);
            await reranker.RerankAsync("q", ["d"], null, Cancellation);
            Assert.Equal(1, inner.Scored);
        }

        Assert.Equal(models.Length, _cache.Entries.Count);
    }

    [Fact]
    public async Task RerankAsync_SameModelElsewhere_SharesScores()
    {
        using var other = new CountingReranker();
        using CachingReranker reranker = Wrap(_inner), elsewhere = Wrap(other);
        IReadOnlyList<RerankResult> first = await reranker.RerankAsync("q", ["a", "b"], null, Cancellation);
        Assert.Equal(first, await elsewhere.RerankAsync("q", ["a", "b"], null, Cancellation));
        Assert.Empty(other.Calls);
    }

    [Fact]
    public async Task Entries_Written_AreEightBytesUnderAHash()
    {
        using CachingReranker reranker = Wrap(new CountingReranker { Logit = (_, _, _) => 9.5f });
        await reranker.RerankAsync("secret", ["secret"], null, Cancellation);
        (string key, byte[] entry) = Assert.Single(_cache.Entries);
        Assert.Matches("^winnow:1:[0-9a-f]{64}$", key);
        Assert.Equal([0, 0, 0x18, 0x41, 0, 0, 0, 0x40], entry);
    }

    [Fact]
    public async Task RerankAsync_KeysOfThisVersion_StayWhatTheyAre()
    {
        // A change of this key without a change of its prefix would lose, or worse misread, the entries that users have.
        using CachingReranker reranker = Wrap(_inner);
        await reranker.RerankAsync("query", ["document"], new() { MaxTokens = 512 }, Cancellation);
        Assert.Equal("winnow:1:e383f57b349d298cab22891087c76c9b38a1e35b17471692011a71985999e4c6", Assert.Single(_cache.Entries).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00000000000000")]
    [InlineData("000000000000000000")]
    [InlineData("0000C07F00000000")]
    [InlineData("000000000000C07F")]
    [InlineData("FFFFFFFFFFFFFFFF")]
    public async Task RerankAsync_CorruptEntry_IsScoredAgainAndRepaired(string hex)
    {
        using CachingReranker reranker = Wrap(_inner);
        IReadOnlyList<RerankResult> expected = await reranker.RerankAsync("q", ["a", "b"], null, Cancellation);
        string key = _cache.Entries.Keys.Order(StringComparer.Ordinal).First();
        byte[] valid = _cache.Entries[key];
        _cache.Entries[key] = Convert.FromHexString(hex);
        Assert.Equal(expected, await reranker.RerankAsync("q", ["a", "b"], null, Cancellation));
        Assert.Equal(3, _inner.Scored);
        Assert.Equal(valid, _cache.Entries[key]);
    }

    [Fact]
    public async Task RerankAsync_CacheCannotRead_WarnsOnceAndGoesOnWithoutIt()
    {
        var logger = new RecordingLogger(LogLevel.Warning);
        _cache.ReadError = new TimeoutException();
        using var reranker = new CachingReranker(_inner, _cache, null, logger);
        string[] documents = Documents(100);
        Assert.Equal(
            await _inner.RerankAsync("q", documents, null, Cancellation),
            await reranker.RerankAsync("q", documents, null, Cancellation));
        (LogLevel level, _, Exception? error) = Assert.Single(logger.Entries);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Same(_cache.ReadError, error);
        Assert.Equal(1, _cache.Reads);
        Assert.Equal(0, _cache.Writes);
    }

    [Fact]
    public async Task RerankAsync_CacheCannotWrite_WarnsOnceAndReturnsResults()
    {
        var logger = new RecordingLogger(LogLevel.Warning);
        _cache.WriteError = new TaskCanceledException();
        using var reranker = new CachingReranker(_inner, _cache, null, logger);
        Assert.Equal(100, (await reranker.RerankAsync("q", Documents(100), null, Cancellation)).Count);
        Assert.Single(logger.Entries);
        Assert.Equal(1, _cache.Writes);
    }

    [Fact]
    public async Task RerankAsync_InnerFails_ThrowsAndWritesNothing()
    {
        _inner.Error = new WinnowException("bad");
        using CachingReranker reranker = Wrap(_inner);
        await Assert.ThrowsAsync<WinnowException>(() => reranker.RerankAsync("q", ["a"], null, Cancellation));
        Assert.Equal(0, _cache.Writes);
    }

    [Fact]
    public async Task RerankAsync_InnerLeavesDocumentsOut_Throws()
    {
        using CachingReranker reranker = Wrap(new OnlyFirstReranker(_inner));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => reranker.RerankAsync("q", ["a", "b"], null, Cancellation));
        Assert.Equal("The inner reranker was given 2 documents and left out some of them.", error.Message);
        Assert.Equal(0, _cache.Writes);
    }

    [Fact]
    public async Task RerankAsync_Cancelled_Throws()
    {
        using CachingReranker reranker = Wrap(_inner);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reranker.RerankAsync("q", ["a"], null, new CancellationToken(canceled: true)));
        Assert.Empty(_inner.Calls);
        Assert.Equal(0, _cache.Reads);
    }

    [Fact]
    public async Task RerankAsync_CancelledWhileReading_ThrowsAndWarnsNobody()
    {
        using var source = new CancellationTokenSource();
        var logger = new RecordingLogger(LogLevel.Trace);
        _cache.ReadError = new TimeoutException();
        var cancelling = new CancellingCache(_cache, source);
        using var reranker = new CachingReranker(_inner, cancelling, null, logger);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reranker.RerankAsync("q", ["a"], null, source.Token));
        Assert.Empty(logger.Entries);
        Assert.Empty(_inner.Calls);
    }

    [Fact]
    public async Task RerankAsync_ManyAtOnce_AllGiveTheUncachedResult()
    {
        var cache = new RecordingCache { Yields = true };
        using var reranker = new CachingReranker(_inner, cache);
        string[] documents = Documents(60);
        var expected = new Dictionary<string, IReadOnlyList<RerankResult>>();
        foreach (string query in new[] { "q0", "q1", "q2" })
            expected[query] = await _inner.RerankAsync(query, documents, null, Cancellation);
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), Cancellation, async (i, cancellationToken) =>
            Assert.Equal(expected[$"q{i % 3}"], await reranker.RerankAsync($"q{i % 3}", documents, null, cancellationToken)));
        Assert.Equal(180, cache.Entries.Count);
    }

    [Fact]
    public async Task RerankAsync_SlowCache_HasAtMostSixteenRequestsUnderWay()
    {
        var cache = new RecordingCache { Yields = true };
        using var reranker = new CachingReranker(_inner, cache);
        await reranker.RerankAsync("q", Documents(500), null, Cancellation);
        Assert.InRange(cache.MostUnderWay, 1, 16);
        Assert.Equal(500, cache.Writes);
    }

    [Fact]
    public async Task Options_Expirations_ReachTheCache()
    {
        var options = new RerankCacheOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(2), SlidingExpiration = TimeSpan.FromMinutes(3) };
        using var reranker = new CachingReranker(_inner, _cache, options);
        await reranker.RerankAsync("q", ["a"], null, Cancellation);
        DistributedCacheEntryOptions written = Assert.Single(_cache.EntryOptions);
        Assert.Equal(TimeSpan.FromHours(2), written.AbsoluteExpirationRelativeToNow);
        Assert.Equal(TimeSpan.FromMinutes(3), written.SlidingExpiration);
    }

    [Fact]
    public async Task Options_ModelIdentity_TakesThePlaceOfMetadata()
    {
        using var nameless = new CountingReranker { Metadata = null };
        using CachingReranker one = new(nameless, _cache, new() { ModelIdentity = "one" });
        using CachingReranker two = new(_inner, _cache, new() { ModelIdentity = "two" });
        using var alsoOne = new CachingReranker(_inner, _cache, new() { ModelIdentity = "one" });
        await one.RerankAsync("q", ["a"], null, Cancellation);
        await two.RerankAsync("q", ["a"], null, Cancellation);
        await alsoOne.RerankAsync("q", ["a"], null, Cancellation);
        Assert.Equal(1, nameless.Scored);
        Assert.Equal(1, _inner.Scored);
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RerankCacheOptions { AbsoluteExpirationRelativeToNow = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RerankCacheOptions { SlidingExpiration = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentException>(() => new RerankCacheOptions { ModelIdentity = "" });
    }

    [Fact]
    public void Constructor_NoModelIdentity_Throws()
    {
        foreach (RerankerMetadata? metadata in new[] { null, new RerankerMetadata("winnow", null) })
        {
            using var nameless = new CountingReranker { Metadata = metadata };
            var error = Assert.Throws<ArgumentException>(() => Wrap(nameless));
            Assert.StartsWith("The reranker does not say which model it runs", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Arguments_Null_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => new CachingReranker(null!, _cache));
        Assert.Throws<ArgumentNullException>(() => new CachingReranker(_inner, null!));
        using CachingReranker reranker = Wrap(_inner);
        await Assert.ThrowsAsync<ArgumentNullException>(() => reranker.RerankAsync(null!, ["a"], null, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => reranker.RerankAsync("q", null!, null, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => reranker.RerankAsync("q", ["a", null!], new() { TopN = 0 }, Cancellation));
    }

    [Fact]
    public async Task RerankAsync_RandomLists_EqualTheUncachedOnes()
    {
        Gen<RerankOptions?> options = Gen.Select(
            Gen.Int[-1, 8], Gen.Int[0, 2], Gen.Int[0, 2],
            (topN, maxTokens, returned) => (RerankOptions?)new RerankOptions
            {
                TopN = topN < 0 ? null : topN,
                MaxTokens = maxTokens == 0 ? null : maxTokens,
                ReturnDocuments = returned switch { 0 => null, 1 => false, _ => true },
            });
        // Few and short texts: duplicates within a call and between calls are the rule.
        Gen<string> text = Gen.String[Gen.Char['a', 'c'], 0, 2];
        var call = Gen.Select(Gen.String[Gen.Char['x', 'y'], 0, 1], text.Array[0, 12], Gen.OneOf(options, Gen.Const((RerankOptions?)null)));
        await call.Array[1, 8].SampleAsync(
            async calls =>
            {
                using var plain = new CountingReranker();
                using var inner = new CountingReranker();
                using var reranker = new CachingReranker(inner, new RecordingCache());
                foreach ((string query, string[] documents, RerankOptions? callOptions) in calls)
                {
                    Assert.Equal(
                        await plain.RerankAsync(query, documents, callOptions, Cancellation),
                        await reranker.RerankAsync(query, documents, callOptions, Cancellation));
                }

                int distinct = calls
                    .Where(each => each.Item3?.TopN != 0)
                    .SelectMany(each => each.Item2.Select(document => (each.Item1, document, each.Item3?.MaxTokens)))
                    .Distinct()
                    .Count();
                Assert.Equal(distinct, inner.Scored);
            },
            seed: "0000KOIPe036",
            iter: 3000,
            threads: 2);
    }

    static string[] Documents(int count) => [.. Enumerable.Range(0, count).Select(i => $"document {i}")];

    CachingReranker Wrap(IReranker inner) => new(inner, _cache);

    sealed class OnlyFirstReranker(IReranker inner) : DelegatingReranker(inner)
    {
        public override async Task<IReadOnlyList<RerankResult>> RerankAsync(
            string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default) =>
            [.. (await base.RerankAsync(query, documents, options, cancellationToken)).Take(1)];
    }

    sealed class CancellingCache(RecordingCache inner, CancellationTokenSource source) : IDistributedCache
    {
        public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
        {
            await source.CancelAsync();
            return await inner.GetAsync(key, CancellationToken.None);
        }

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
            inner.SetAsync(key, value, options, token);

        public byte[]? Get(string key) => inner.Get(key);

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => inner.Set(key, value, options);

        public void Refresh(string key) => inner.Refresh(key);

        public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

        public void Remove(string key) => inner.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default) => inner.RemoveAsync(key, token);
    }
}
