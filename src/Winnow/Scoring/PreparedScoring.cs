using Winnow.Models;
using Winnow.Threading;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>The way of a query and documents that are prepared both through the open layers to logits.</summary>
sealed class PreparedScoring : BatchWork
{
    readonly Encoding _query;
    readonly float[] _queryStates;
    readonly IReadOnlyList<PreparedDocument> _documents;

    /// <summary>Lays out the pairs.</summary>
    /// <param name="query">The query.</param>
    /// <param name="queryStates">Its states from <see cref="SegmentPreparation"/>.</param>
    /// <param name="documents">The documents, prepared by the same model.</param>
    public PreparedScoring(Encoding query, float[] queryStates, IReadOnlyList<PreparedDocument> documents)
    {
        _query = query;
        _queryStates = queryStates;
        _documents = documents;
        Lengths = new int[documents.Count];
        for (int i = 0; i < Lengths.Length; i++)
            Lengths[i] = query.Ids.Length + documents[i].TokenCount;
        Results = new float[documents.Count];
    }

    /// <inheritdoc/>
    public override int[] Lengths { get; }

    /// <summary>Gets a logit for each document.</summary>
    public float[] Results { get; }

    /// <inheritdoc/>
    public override unsafe void Run(int[] batch, Lane lane, ThreadTeam team, CancellationToken cancellationToken)
    {
        int[] offsets = new int[batch.Length + 1], segments = new int[2 * batch.Length + 1];
        var states = new float[2 * batch.Length][];
        for (int i = 0; i < batch.Length; i++)
        {
            offsets[i + 1] = segments[2 * i + 2] = offsets[i] + Lengths[batch[i]];
            segments[2 * i + 1] = offsets[i] + _query.Ids.Length;
            states[2 * i] = _queryStates;
            states[2 * i + 1] = _documents[batch[i]].States;
        }

        var ids = new int[offsets[^1]];
        for (int i = 0; i < batch.Length; i++)
        {
            _query.Ids.CopyTo(ids, segments[2 * i]);
            _documents[batch[i]].Ids.CopyTo(ids, segments[2 * i + 1]);
        }

        // What the layers below have made of the token types is in the states.
        var packed = new PackedBatch(ids, [], offsets) { Segments = segments };
        lane.ApplyHead(lane.Pass.RunOpen(packed, states, team, cancellationToken), packed, batch, Results);
    }
}
