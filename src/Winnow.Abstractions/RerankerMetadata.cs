namespace Winnow;

/// <summary>
/// Says which model a reranker runs. Asked for by <see cref="IReranker.GetService"/>, it names the model in telemetry and in cache keys.
/// </summary>
/// <param name="ProviderName">Who runs the model, in lower case: <c>winnow</c> for Winnow's own engine.</param>
/// <param name="ModelName">The model's name as users know it, or null where there is none.</param>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record RerankerMetadata(string ProviderName, string? ModelName)
{
    /// <summary>Gets a text that two rerankers share only where they give every pair of texts the same score.</summary>
    /// <value>
    /// The default is null: the names alone tell models apart. A reranker that states it covers whatever changes a score and is not part of a call:
    /// weights, tokenizer, arithmetic and default limits.
    /// </value>
    public string? Fingerprint { get; init; }
}
