namespace Winnow.Models.Attention;

/// <summary>One piece of an attention: some queries of one sequence, for one head.</summary>
readonly unsafe struct AttentionHead
{
    /// <summary>Gets the head's number.</summary>
    public required int Head { get; init; }

    /// <summary>Gets the number of elements of a head.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Gets the sequence's number of tokens.</summary>
    public required int Length { get; init; }

    /// <summary>Gets the position of the first token of the second segment, for <see cref="InteractionBias"/> alone.</summary>
    public int Border { get; init; }

    /// <summary>Gets the position of the first query.</summary>
    public required int FirstQuery { get; init; }

    /// <summary>Gets the number of queries.</summary>
    public required int QueryCount { get; init; }

    /// <summary>Gets the first query's elements of this head.</summary>
    public required float* Queries { get; init; }

    /// <summary>Gets the elements of this head of the sequence's first key.</summary>
    public required float* Keys { get; init; }

    /// <summary>Gets the elements of this head of the sequence's first value.</summary>
    public required float* Values { get; init; }

    /// <summary>Gets the floats from one query to the next.</summary>
    public required nint QueryStride { get; init; }

    /// <summary>Gets the floats from one key, or value, to the next.</summary>
    public required nint KeyStride { get; init; }

    /// <summary>Gets the place of the first query's result.</summary>
    public required float* Context { get; init; }

    /// <summary>Gets the floats from one result to the next.</summary>
    public required nint ContextStride { get; init; }
}
