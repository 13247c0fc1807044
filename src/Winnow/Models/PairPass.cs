using Winnow.Threading;

namespace Winnow.Models;

/// <summary>Runs of pairs that take each query through the closed layers once, and a query of the batch before not at all.</summary>
/// <remarks>To the bits of <see cref="EncoderPass.Run"/>: what the closed layers make of a query depends on its tokens alone. One run at a time.</remarks>
/// <param name="pass">The encoder with its memory.</param>
/// <param name="hiddenSize">The width of a state.</param>
sealed unsafe class PairPass(EncoderPass pass, int hiddenSize) : IDisposable
{
    readonly QueryStates _queries = new(hiddenSize);

    /// <summary>Runs pairs.</summary>
    /// <param name="pairs">The pairs, each a query and a document.</param>
    /// <param name="team">The threads.</param>
    /// <param name="cancellationToken">Looked at between pieces of work.</param>
    /// <returns>The vectors, one a token, valid until the next run.</returns>
    public float* Run(PackedBatch pairs, ThreadTeam team, CancellationToken cancellationToken)
    {
        IReadOnlyList<int[]> news = _queries.FindNew(pairs);
        PackedBatch apart = pairs.Apart(news);
        // Room for the pairs first: memory that grows loses what it held.
        float* states = pass.Reserve(pairs.Tokens);
        pass.RunClosed(apart, team, cancellationToken);
        if (news.Count > 0)
            _queries.Keep(news, State(apart.Offsets[pairs.Count]));
        // The documents lie at the start, without gaps: each moves back to its place in its pair, the last one first.
        for (int pair = pairs.Count - 1; pair >= 0; pair--)
        {
            Move(State(apart.Offsets[pair]), 2 * pair + 1);
            Move(_queries.Of(pairs.SegmentIds(2 * pair)), 2 * pair);
        }

        return pass.RunOpen(pairs, team, cancellationToken);

        float* State(int row) => states + (long)row * hiddenSize;

        void Move(float* source, int segment)
        {
            long bytes = (long)pairs.SegmentIds(segment).Length * hiddenSize * sizeof(float);
            Buffer.MemoryCopy(source, State(pairs.Segments[segment]), bytes, bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _queries.Dispose();
}
