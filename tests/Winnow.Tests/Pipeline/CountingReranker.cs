namespace Winnow.Tests.Pipeline;

/// <summary>A reranker whose scores follow from the texts alone, and which counts what it is asked for.</summary>
sealed class CountingReranker : IReranker
{
    readonly Lock _lock = new();

    public RerankerMetadata? Metadata { get; init; } = new("fake", "model");

    /// <summary>Takes the place of the score when set.</summary>
    public Func<string, string, int, float>? Logit { get; init; }

    /// <summary>Thrown by each call when set.</summary>
    public Exception? Error { get; set; }

    public List<IReadOnlyList<string>> Calls { get; } = [];

    public RerankOptions? LastOptions { get; private set; }

    public int Disposals { get; private set; }

    public int Scored => Calls.Sum(documents => documents.Count);

    public Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Calls.Add([.. documents]);
            LastOptions = options;
        }

        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<IReadOnlyList<RerankResult>>(cancellationToken);
        if (Error is not null)
            return Task.FromException<IReadOnlyList<RerankResult>>(Error);

        IEnumerable<RerankResult> results = documents
            .Select((document, index) => Result(query, document, index, options))
            .OrderByDescending(result => result.Logit)
            .Take(options?.TopN ?? int.MaxValue);
        return Task.FromResult<IReadOnlyList<RerankResult>>([.. results]);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(RerankerMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() => Disposals++;

    RerankResult Result(string query, string document, int index, RerankOptions? options)
    {
        float logit = Logit is null ? Default(query, document, options?.MaxTokens ?? 0) : Logit(query, document, options?.MaxTokens ?? 0);
        // Scores are coarser than logits, as saturated sigmoids are: ties of the score must not be broken by the logit.
        return new RerankResult(index, MathF.Floor(logit / 4), logit, options?.ReturnDocuments == false ? null : document);
    }

    static float Default(string query, string document, int maxTokens)
    {
        uint hash = 2166136261;
        foreach (char c in $"{query}\n{document}\n{maxTokens}")
            hash = (hash ^ c) * 16777619;
        return (hash >> 8) % 32;
    }
}
