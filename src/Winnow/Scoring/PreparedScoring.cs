using Winnow.Models;
using Winnow.Threading;

namespace Winnow.Scoring;

/// <summary>The way of a query and documents that are prepared both through the open layers to logits.</summary>
sealed class PreparedScoring : BatchWork
{
    readonly float[] _query;
    readonly int _queryLength;
    readonly IReadOnlyList<PreparedDocument> _documents;

    /// <summary>Lays out the pairs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="query">The query's states from <see cref="SegmentPreparation"/>.</param>
    /// <param name="documents">The documents, prepared by the same model.</param>
    public PreparedScoring(LoadedModel model, float[] query, IReadOnlyList<PreparedDocument> documents)
    {
        _query = query;
        _queryLength = query.Length / model.Encoder.HiddenSize;
        _documents = documents;
        Lengths = new int[documents.Count];
        for (int i = 0; i < Lengths.Length; i++)
            Lengths[i] = _queryLength + documents[i].TokenCount;
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
            segments[2 * i + 1] = offsets[i] + _queryLength;
            states[2 * i] = _query;
            states[2 * i + 1] = _documents[batch[i]].States;
        }

        var packed = new PackedBatch([], [], offsets) { Segments = segments };
        lane.ApplyHead(lane.Pass.RunOpen(packed, states, team, cancellationToken), packed, batch, Results);
    }
}
