namespace Winnow.Server.Reranking;

/// <summary>What a client asks for, whatever its dialect.</summary>
sealed record RerankCall
{
    /// <summary>The most pieces of a document that is too long to be read at once.</summary>
    public const int DefaultMaxChunks = 10;

    /// <summary>Gets the name of the API that it came by, for telemetry, or null where nobody has said.</summary>
    public string? Dialect { get; init; }

    /// <summary>Gets the model's name, or null for the first.</summary>
    public string? Model { get; init; }

    public required string Query { get; init; }

    public required IReadOnlyList<CallDocument> Documents { get; init; }

    /// <summary>Gets the number of results, or null for all.</summary>
    public int? TopN { get; init; }

    /// <summary>Gets whether results carry their documents.</summary>
    public bool ReturnDocuments { get; init; }

    /// <summary>Gets whether scores are logits.</summary>
    public bool RawScores { get; init; }

    /// <summary>Gets whether results carry the logit beside the score.</summary>
    public bool ReturnLogits { get; init; }

    /// <summary>Gets the most tokens of a document that are read, or null for as many as there are.</summary>
    public int? MaxTokensPerDocument { get; init; }

    /// <summary>Gets whether a document that the model cannot read at once is cut off instead of read in pieces, of which the best counts.</summary>
    public bool Truncate { get; init; }

    /// <summary>Gets the most pieces of a document that is too long to be read at once.</summary>
    public int MaxChunks { get; init; } = DefaultMaxChunks;

    /// <summary>Gets which passages of a document are looked for, or null for none.</summary>
    public SpanOptions? Spans { get; init; }

    /// <summary>Gets how long it may take, or null for the server's own limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets whether results are sent as they come, a line each.</summary>
    public bool Stream { get; init; }
}

/// <summary>A document of a call.</summary>
/// <param name="Text">What is read.</param>
/// <param name="Source">What the client sent, to give it back as it was.</param>
readonly record struct CallDocument(string Text, System.Text.Json.JsonElement Source);

/// <summary>Which passages of a document are looked for.</summary>
/// <param name="MaxSpans">The most passages of a document.</param>
/// <param name="Threshold">The least score of a passage.</param>
sealed record SpanOptions(int MaxSpans, float Threshold)
{
    public const int DefaultMaxSpans = 3;
    public const float DefaultThreshold = 0.5f;
}
