namespace Winnow.Tests.Pipeline;

/// <summary>A wrapper that notes when a call passes it and when it is disposed.</summary>
sealed class TaggedReranker(IReranker inner, string tag, List<string> trace) : DelegatingReranker(inner)
{
    public override async Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        trace.Add($">{tag}");
        IReadOnlyList<RerankResult> results = await base.RerankAsync(query, documents, options, cancellationToken);
        trace.Add($"<{tag}");
        return results;
    }

    protected override void Dispose(bool disposing)
    {
        trace.Add($"dispose {tag}");
        base.Dispose(disposing);
    }
}
