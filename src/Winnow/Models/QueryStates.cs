using Winnow.Kernels;

namespace Winnow.Models;

/// <summary>The queries of the last batch of pairs, with what the closed layers made of them: a query that stands before many texts goes through these layers once.</summary>
/// <remarks>What is kept belongs to one encoder, of which a query's states depend on its tokens alone. One user at a time.</remarks>
/// <param name="hiddenSize">The width of a state.</param>
sealed unsafe class QueryStates(int hiddenSize) : IDisposable
{
    readonly List<int[]> _queries = [];
    readonly List<int> _rows = [];
    readonly AlignedBuffer _states = new();

    /// <summary>Finds the queries that have to be computed for a batch.</summary>
    /// <param name="pairs">The pairs, each a query and a document.</param>
    /// <returns>The tokens of each different query of the batch; nothing where all of them are kept.</returns>
    public IReadOnlyList<int[]> FindNew(PackedBatch pairs)
    {
        bool areKept = true;
        for (int pair = 0; pair < pairs.Count && areKept; pair++)
            areKept = Find(_queries, pairs.SegmentIds(2 * pair)) >= 0;
        List<int[]> queries = [];
        for (int pair = 0; pair < pairs.Count && !areKept; pair++)
        {
            ReadOnlySpan<int> query = pairs.SegmentIds(2 * pair);
            if (Find(queries, query) < 0)
                queries.Add(query.ToArray());
        }

        return queries;
    }

    /// <summary>Keeps queries in place of those of the batch before.</summary>
    /// <param name="queries">The tokens of each.</param>
    /// <param name="states">Their states, one query after the other.</param>
    public void Keep(IReadOnlyList<int[]> queries, float* states)
    {
        // Nothing is known until all of it is in place: memory that cannot grow must not leave queries without states.
        _queries.Clear();
        _rows.Clear();
        long count = (long)queries.Sum(query => query.Length) * hiddenSize;
        Buffer.MemoryCopy(states, _states.EnsureCapacity(count), count * sizeof(float), count * sizeof(float));
        int rows = 0;
        foreach (int[] query in queries)
        {
            _queries.Add(query);
            _rows.Add(rows);
            rows += query.Length;
        }
    }

    /// <summary>Gets the states of a query that is kept.</summary>
    public float* Of(ReadOnlySpan<int> query) => _states.Pointer + (long)_rows[Find(_queries, query)] * hiddenSize;

    /// <inheritdoc/>
    public void Dispose() => _states.Dispose();

    // From the end: pairs of one query mostly lie together, and the last one found was the last one added.
    static int Find(List<int[]> queries, ReadOnlySpan<int> query)
    {
        int i = queries.Count - 1;
        while (i >= 0 && !query.SequenceEqual(queries[i]))
            i--;
        return i;
    }
}
