namespace Winnow;

/// <summary>Settings of one embedding call. A property left null takes the embedder's own default.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record EmbedOptions
{
    /// <summary>Gets the name of the prompt that is put before each text, one of the folder's <c>config_sentence_transformers.json</c> (usually <c>query</c> and <c>document</c>).</summary>
    /// <value>The default is null: the folder's default prompt, which most folders leave empty.</value>
    public string? PromptName { get; init; }

    /// <summary>Gets the longest text in tokens, special tokens included; longer ones are cut at the end.</summary>
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
}
