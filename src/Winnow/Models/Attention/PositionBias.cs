namespace Winnow.Models.Attention;

/// <summary>What positions do to the attention scores of a head: nothing, a slope, a window, or learned terms.</summary>
/// <remarks>Instances hold weights and are shared by all workers; what belongs to one head of one sequence lies in the caller's scratch memory.</remarks>
abstract unsafe class PositionBias
{
    /// <summary>Gets the scratch floats that a block of queries of a sequence needs.</summary>
    public virtual long ScratchFloats(int queries, int length) => 0;

    /// <summary>Computes what all queries of a block share.</summary>
    public virtual void Prepare(in AttentionHead head, float* scratch)
    {
    }

    /// <summary>Gets the keys that a query sees: from First, up to but without End.</summary>
    public virtual (int First, int End) Window(int query, int length) => (0, length);

    /// <summary>Turns products of a query with keys into scores: scales them and adds the bias.</summary>
    /// <param name="scores">The products of the query with the keys <paramref name="firstKey"/> and following.</param>
    /// <param name="query">The query's position.</param>
    /// <param name="firstKey">The position of the first key.</param>
    /// <param name="head">The head and its block of queries.</param>
    /// <param name="scratch">What <see cref="Prepare"/> wrote.</param>
    public abstract void Apply(Span<float> scores, int query, int firstKey, in AttentionHead head, float* scratch);
}
