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

    /// <summary>Gets whether queries see less than all keys.</summary>
    public virtual bool HasWindow => false;

    /// <summary>Gets the keys that a query sees: from First, up to but without End.</summary>
    public virtual (int First, int End) Window(int query, int length) => (0, length);

    /// <summary>Gets the factor of the products in the scores, where scores fade.</summary>
    public virtual float Scale => 1;

    /// <summary>Gets by how much positions make the score of the farthest key fall below that of a near one with the same product; 0 where scores do not fade.</summary>
    public virtual float Fall(in AttentionHead head) => 0;

    /// <summary>Finds the keys from whose scores positions take no more than a number.</summary>
    /// <param name="head">The head.</param>
    /// <param name="query">The position of the first query.</param>
    /// <param name="queries">The number of queries.</param>
    /// <param name="fall">The number.</param>
    /// <returns>The first that one of the queries has, and the one behind the last; there may be others between them.</returns>
    public virtual (int First, int End) Reach(in AttentionHead head, int query, int queries, float fall) => (0, head.Length);

    /// <summary>Turns products of a query with keys into scores: scales them and adds the bias.</summary>
    /// <param name="scores">The products of the query with the keys <paramref name="firstKey"/> and following.</param>
    /// <param name="query">The query's position.</param>
    /// <param name="firstKey">The position of the first key.</param>
    /// <param name="head">The head and its block of queries.</param>
    /// <param name="scratch">What <see cref="Prepare"/> wrote.</param>
    /// <returns>The largest score.</returns>
    public abstract float Apply(Span<float> scores, int query, int firstKey, in AttentionHead head, float* scratch);

    /// <summary>Turns the products of several queries, which follow each other and see the same keys, into scores.</summary>
    /// <param name="scores">The products of the first query.</param>
    /// <param name="stride">Floats from one query's products to the next.</param>
    /// <param name="queries">The number of queries.</param>
    /// <param name="keys">The number of keys.</param>
    /// <param name="query">The first query's position.</param>
    /// <param name="firstKey">The position of the first key.</param>
    /// <param name="head">The head and its block of queries.</param>
    /// <param name="scratch">What <see cref="Prepare"/> wrote.</param>
    /// <param name="maxima">Receives the largest score of each query.</param>
    public virtual void Apply(float* scores, nint stride, int queries, int keys, int query, int firstKey, in AttentionHead head, float* scratch, float* maxima)
    {
        for (int row = 0; row < queries; row++)
            maxima[row] = Apply(new Span<float>(scores + row * stride, keys), query + row, firstKey, head, scratch);
    }
}
