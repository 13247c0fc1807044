namespace Winnow.Chunking;

/// <summary>How a text is cut into chunks.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record ChunkOptions
{
    /// <summary>The longest chunk where none is given, in tokens.</summary>
    public const int DefaultMaxTokens = 512;

    /// <summary>Gets the longest chunk in tokens, special tokens not included.</summary>
    /// <value>The default is 512.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxTokens
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxTokens));
            field = value;
        }
    } = DefaultMaxTokens;

    /// <summary>Gets how many tokens from the end of a chunk the next one repeats at most. Only whole words are repeated.</summary>
    /// <value>The default is 0. More than half of <see cref="MaxTokens"/> is refused when a <see cref="TextChunker"/> is made.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Overlap
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Overlap));
            field = value;
        }
    }

    /// <summary>Checks that the settings fit each other.</summary>
    /// <exception cref="WinnowException">They do not.</exception>
    internal void Validate()
    {
        // With more, most of a text would stand in three chunks and more, and the work would grow with its square.
        if (Overlap > MaxTokens / 2)
            throw new WinnowException($"An overlap of {Overlap} tokens is more than half of the longest chunk, {MaxTokens} tokens. Make it at most {MaxTokens / 2}.");
    }
}
