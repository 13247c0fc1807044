namespace Winnow;

/// <summary>Shorthands for every <see cref="IReranker"/>.</summary>
public static class RerankerExtensions
{
    /// <summary>Starts a <see cref="RerankerBuilder"/> with this reranker as the innermost one.</summary>
    /// <param name="reranker">The reranker to wrap.</param>
    /// <returns>A builder without wrappers.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reranker"/> is null.</exception>
    public static RerankerBuilder AsBuilder(this IReranker reranker) => new(reranker);
}
