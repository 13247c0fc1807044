using TorchSharp;

namespace Winnow.Training.Mining;

/// <summary>What candidates are mined, and which are dropped.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record MiningOptions
{
    /// <summary>Gets the number of candidates that each first stage gives from the top of its ranking.</summary>
    /// <value>The default is 10.</value>
    public int Hard { get; init; } = 10;

    /// <summary>Gets the number of candidates that each first stage gives from the ranks after <see cref="Hard"/>, spread evenly up to <see cref="Depth"/> and within each part drawn by chance.</summary>
    /// <value>The default is 4.</value>
    public int Middle { get; init; } = 4;

    /// <summary>Gets the most candidates of a query, positives included. What has the worst best rank is cut first.</summary>
    /// <value>The default is 32.</value>
    public int Max { get; init; } = 32;

    /// <summary>Gets the most positives of a query that are candidates: its own, and others of the same query text. None of the rest is mined as a negative either.</summary>
    /// <value>The default is 4.</value>
    public int MostPositives { get; init; } = 4;

    /// <summary>Gets how deep the ranking of each first stage is read, positives not counted.</summary>
    /// <value>The default is 100.</value>
    public int Depth { get; init; } = 100;

    /// <summary>
    /// Gets how much nearer the positive must be: a document is dropped as a likely answer where the first embedder's score is above that of the query's own positive by less than this part,
    /// s(d) &gt; s(p) - m |s(p)|. Null drops none. Without an embedder nothing is dropped so.
    /// </summary>
    /// <value>The default is 0.05, of the size that sentence-transformers uses for <c>relative_margin</c> in <c>mine_hard_negatives</c>.</value>
    public double? RelativeMargin { get; init; } = 0.05;

    /// <summary>Gets the similarity to a positive, in word triples (Jaccard), above which a document is dropped as a duplicate of it.</summary>
    /// <value>The default is 0.8.</value>
    public double DuplicateSimilarity { get; init; } = 0.8;

    /// <summary>Gets whether BM25 is the first of the first stages.</summary>
    /// <value>The default is yes.</value>
    public bool Bm25 { get; init; } = true;

    /// <summary>Gets where the draws from middle ranks start. A query's draw depends on the seed and its text only.</summary>
    /// <value>The default is 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Gets the number of queries to mine, spread evenly over all; the others get empty lists.</summary>
    /// <value>The default is null: all.</value>
    public int? Limit { get; init; }

    /// <summary>Gets the number of threads that search by BM25 and choose.</summary>
    /// <value>The default is null: one for each processor. The result does not depend on it.</value>
    public int? Threads { get; init; }

    /// <summary>Gets the device that compares vectors.</summary>
    /// <value>The default is null: the processor.</value>
    public torch.Device? Device { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Hard, nameof(Hard));
        ArgumentOutOfRangeException.ThrowIfNegative(Middle, nameof(Middle));
        ArgumentOutOfRangeException.ThrowIfLessThan(Max, 2, nameof(Max));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MostPositives, nameof(MostPositives));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(MostPositives, Max, nameof(MostPositives));
        ArgumentOutOfRangeException.ThrowIfLessThan(Depth, Hard, nameof(Depth));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Depth, nameof(Depth));
        if (RelativeMargin is { } margin && !(margin is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(RelativeMargin), margin, "The margin must be from 0 to less than 1.");
        if (!(DuplicateSimilarity is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(DuplicateSimilarity), DuplicateSimilarity, "The similarity must be from 0 to 1.");
        if (Limit is { } limit)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit, nameof(Limit));
    }
}
