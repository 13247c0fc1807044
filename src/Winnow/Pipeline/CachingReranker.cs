using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Winnow.Scoring;

namespace Winnow;

/// <summary>Keeps scores in a cache, so that a document is not scored again for the same query, in whatever list it comes back.</summary>
/// <remarks>
/// <para>
/// A score is kept for each combination of model, query, document and <see cref="RerankOptions.MaxTokens"/>. Documents that the cache does not have
/// go to the inner reranker in one call, each distinct text once; the result is the one that the inner reranker would give for the whole list. The
/// cache holds hashes and numbers, never texts: 8 bytes for each score.
/// </para>
/// <para>
/// An entry that is no score counts as missing. A cache that fails is logged as a warning and left alone for the rest of the call, which goes on
/// without it. Safe for concurrent use where the inner reranker and the cache are; concurrent calls that miss the same document each score it.
/// </para>
/// </remarks>
public sealed class CachingReranker : DelegatingReranker
{
    readonly ScoreCache _cache;
    readonly string?[] _identity;

    /// <summary>Wraps a reranker.</summary>
    /// <param name="inner">The reranker that scores what the cache does not have.</param>
    /// <param name="cache">The cache. It is not disposed with the reranker.</param>
    /// <param name="options">Settings of the cache, or null for the defaults.</param>
    /// <param name="logger">Where failures of the cache are logged, or null for nowhere.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> or <paramref name="cache"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// Neither <see cref="RerankCacheOptions.ModelIdentity"/> nor the inner reranker's <see cref="RerankerMetadata"/> says which model it runs.
    /// </exception>
    public CachingReranker(IReranker inner, IDistributedCache cache, RerankCacheOptions? options = null, ILogger? logger = null)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(cache);
        _identity = Identity(inner, options);
        _cache = new ScoreCache(cache, options, logger ?? NullLogger.Instance);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        List<string> texts = Distinct(documents, out int[] textOf);
        cancellationToken.ThrowIfCancellationRequested();
        if (texts.Count == 0 || options?.TopN == 0)
            return [];

        // Every option that changes a score belongs into the key.
        string[] keys = ScoreKeys.Compute(_identity, options?.MaxTokens, query, texts);
        var scores = new PairScore?[texts.Count];
        bool cacheWorks = await _cache.TryReadAsync(keys, scores, cancellationToken).ConfigureAwait(false);
        int[] missing = [.. Enumerable.Range(0, scores.Length).Where(text => scores[text] is null)];
        if (missing.Length > 0)
        {
            await ScoreAsync(query, texts, missing, scores, options, cancellationToken).ConfigureAwait(false);
            if (cacheWorks)
                await _cache.TryWriteAsync(keys, scores, missing, cancellationToken).ConfigureAwait(false);
        }

        return Rank(documents, textOf, scores, options);
    }

    static string?[] Identity(IReranker inner, RerankCacheOptions? options)
    {
        if (options?.ModelIdentity is { } identity)
            return [identity];
        if (inner.GetService(typeof(RerankerMetadata)) is RerankerMetadata metadata && (metadata.ModelName ?? metadata.Fingerprint) is not null)
            return [metadata.ProviderName, metadata.ModelName, metadata.Fingerprint];
        throw new ArgumentException(
            "The reranker does not say which model it runs, so its scores could be taken for another's. " +
            $"Set {nameof(RerankCacheOptions)}.{nameof(RerankCacheOptions.ModelIdentity)}, " +
            $"or let its {nameof(GetService)} return a {nameof(RerankerMetadata)} with a name or a fingerprint.",
            nameof(inner));
    }

    static List<string> Distinct(IReadOnlyList<string> documents, out int[] textOf)
    {
        var texts = new List<string>(documents.Count);
        var numbers = new Dictionary<string, int>(documents.Count, StringComparer.Ordinal);
        textOf = new int[documents.Count];
        for (int i = 0; i < textOf.Length; i++)
        {
            string document = documents[i] ?? throw new ArgumentNullException(nameof(documents), $"Document {i} is null.");
            if (numbers.TryAdd(document, texts.Count))
                texts.Add(document);
            textOf[i] = numbers[document];
        }

        return texts;
    }

    static RerankResult[] Rank(IReadOnlyList<string> documents, int[] textOf, PairScore?[] scores, RerankOptions? options) =>
        Ranking.Order(Array.ConvertAll(textOf, text => scores[text]!.Value), documents, options);

    async Task ScoreAsync(
        string query, List<string> texts, int[] missing, PairScore?[] scores, RerankOptions? options, CancellationToken cancellationToken)
    {
        RerankOptions all = (options ?? new RerankOptions()) with { TopN = null, ReturnDocuments = false };
        string[] documents = Array.ConvertAll(missing, text => texts[text]);
        IReadOnlyList<RerankResult> results = await Inner.RerankAsync(query, documents, all, cancellationToken).ConfigureAwait(false);
        foreach (RerankResult result in results)
            scores[missing[result.Index]] = new PairScore(result.Logit, result.Score);
        if (Array.Exists(missing, text => scores[text] is null))
            throw new InvalidOperationException($"The inner reranker was given {missing.Length} documents and left out some of them.");
    }
}
