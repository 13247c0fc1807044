namespace Winnow;

/// <summary>Settings that hold for the life of a loaded model.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record EngineOptions
{
    /// <summary>Gets the number of threads that compute.</summary>
    /// <value>The default is null: one for each processor that the process may use. Scores do not depend on it.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in 1..256.</exception>
    public int? Threads
    {
        get;
        init
        {
            if (value is { } threads)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(Threads));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 256, nameof(Threads));
            }

            field = value;
        }
    }

    /// <summary>Gets the arithmetic of the matrix products.</summary>
    /// <value>
    /// The default is <see cref="Precision.Int8"/>, the fastest: a logit moves by some hundredths, and rankings by less than chance (docs/int8.md has the figures).
    /// <see cref="Precision.Float32"/> gives the numbers of Hugging Face.
    /// </value>
    public Precision Precision { get; init; } = Precision.Int8;

    /// <summary>
    /// Gets the longest input in tokens, special tokens included; a call's own limit goes before it. With an interaction head it bounds query and document each by itself, so that nothing
    /// of a document depends on the query.
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
}
