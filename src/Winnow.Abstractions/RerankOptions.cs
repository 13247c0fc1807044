namespace Winnow;

/// <summary>Settings of one reranking call. A property left null takes the reranker's own default.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record RerankOptions
{
    /// <summary>Gets the number of best results to return.</summary>
    /// <value>The default is null: all documents come back. 0 returns none; a number above the document count returns all.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? TopN
    {
        get;
        init
        {
            if (value is { } topN)
                ArgumentOutOfRangeException.ThrowIfNegative(topN, nameof(TopN));
            field = value;
        }
    }

    /// <summary>
    /// Gets the longest pair in tokens, special tokens included; longer ones are cut, the longer text first. With an interaction head it bounds query and document each by itself, so that
    /// nothing of a document depends on the query.
    /// </summary>
    /// <value>The default is null: the limit that the model folder states.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? MaxTokens
    {
        get;
        init
        {
            if (value is { } maxTokens)
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxTokens, nameof(MaxTokens));
            field = value;
        }
    }

    /// <summary>Gets whether results carry the document's text.</summary>
    /// <value>The default is null, which means true: the text is a reference, not a copy.</value>
    public bool? ReturnDocuments { get; init; }
}
