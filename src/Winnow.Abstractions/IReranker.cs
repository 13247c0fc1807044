namespace Winnow;

/// <summary>Puts documents into the order of their relevance to a query.</summary>
/// <remarks>
/// Implementations are safe for concurrent use: any number of calls may run at once. The arguments are read until the returned task ends and must not
/// change before. A document's score depends on the query and on that document alone, never on the others, their order or their number.
/// </remarks>
public interface IReranker : IDisposable
{
    /// <summary>Scores each document against the query and returns them best first.</summary>
    /// <param name="query">The question or search text. Empty text is allowed.</param>
    /// <param name="documents">The candidates. An empty document is scored like any other; an empty list gives an empty result.</param>
    /// <param name="options">Settings of this call, or null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work; results of a cancelled call are lost.</param>
    /// <returns>The results by falling logit, and so by falling score; equal logits keep the order of the input.</returns>
    /// <exception cref="ArgumentNullException">The query, the list or one of its documents is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Asks for a service of this reranker or of one that it wraps.</summary>
    /// <param name="serviceType">The type wanted.</param>
    /// <param name="serviceKey">A key that tells apart services of one type, or null.</param>
    /// <returns>The service, or null where there is none.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
