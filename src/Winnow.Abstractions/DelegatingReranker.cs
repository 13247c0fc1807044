namespace Winnow;

/// <summary>A reranker that passes every call on to another one: the base for wrappers that log, measure or cache.</summary>
/// <remarks>Safe for concurrent use where the inner reranker is. Disposing it disposes the inner one.</remarks>
public abstract class DelegatingReranker : IReranker
{
    /// <summary>Wraps a reranker.</summary>
    /// <param name="inner">The reranker that does the work.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> is null.</exception>
    protected DelegatingReranker(IReranker inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <summary>Gets the wrapped reranker.</summary>
    protected IReranker Inner { get; }

    /// <inheritdoc/>
    public virtual Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default) =>
        Inner.RerankAsync(query, documents, options, cancellationToken);

    /// <inheritdoc/>
    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : Inner.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the wrapped reranker.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            Inner.Dispose();
    }
}
