namespace Winnow.Evaluation.FirstStage;

/// <summary>How an embedder is used to compare queries with documents.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record DenseOptions
{
    /// <summary>The longest text of BEIR's protocol, in tokens.</summary>
    public const int DefaultMaxTokens = 512;

    /// <summary>Gets the text that is put before each query.</summary>
    /// <value>The default is null: the folder's prompt <c>query</c>, or its default prompt, or nothing. An empty text means nothing.</value>
    public string? QueryPrefix { get; init; }

    /// <summary>Gets the text that is put before each document.</summary>
    /// <value>The default is null: the folder's prompt <c>document</c>, <c>passage</c> or <c>corpus</c>, or its default prompt, or nothing. An empty text means nothing.</value>
    public string? DocumentPrefix { get; init; }

    /// <summary>Gets what makes two vectors near.</summary>
    /// <value>The default is <see cref="VectorSimilarity.Cosine"/>.</value>
    public VectorSimilarity Similarity { get; init; } = VectorSimilarity.Cosine;

    /// <summary>Gets the settings of the engine. Its token limit is that of each text.</summary>
    /// <value>The default is int8 on all threads, cut to 512 tokens or to the model's own limit where that is less.</value>
    public EngineOptions Engine { get; init; } = new();
}
