using Winnow.Models;
using Winnow.Threading;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>The way of single segments, queries or documents, through the layers in which they see nothing else.</summary>
sealed class SegmentPreparation : BatchWork
{
    readonly LoadedModel _model;
    readonly IReadOnlyList<Encoding> _segments;

    /// <summary>Checks the segments.</summary>
    /// <exception cref="WinnowException">A segment has no tokens, or more than an array has room for.</exception>
    public SegmentPreparation(LoadedModel model, IReadOnlyList<Encoding> segments)
    {
        _model = model;
        _segments = segments;
        Lengths = new int[segments.Count];
        for (int i = 0; i < Lengths.Length; i++)
        {
            Lengths[i] = segments[i].Ids.Length;
            if (Lengths[i] == 0)
                throw SequenceScoring.Empty(model, i);
            if ((long)Lengths[i] * model.Encoder.HiddenSize > Array.MaxLength)
            {
                throw new WinnowException(
                    $"{model.Folder}: text {i} (counted from 0) has {Lengths[i]} tokens, whose {model.Encoder.HiddenSize} numbers each are too many to keep. Set a limit of tokens.");
            }
        }

        States = new float[segments.Count][];
    }

    /// <inheritdoc/>
    public override int[] Lengths { get; }

    /// <summary>Gets for each segment the input of the first open layer, a row a token.</summary>
    public float[][] States { get; }

    /// <inheritdoc/>
    public override unsafe void Run(int[] batch, Lane lane, ThreadTeam team, CancellationToken cancellationToken)
    {
        PackedBatch packed = BatchPlan.Pack(_segments, batch, segmented: false);
        int size = _model.Encoder.HiddenSize;
        float* states = lane.Pass.RunClosed(packed, team, cancellationToken);
        for (int i = 0; i < batch.Length; i++)
        {
            var segment = new ReadOnlySpan<float>(states + (long)packed.Offsets[i] * size, packed.Length(i) * size);
            lane.CheckFinite(segment, batch[i]);
            States[batch[i]] = segment.ToArray();
        }
    }
}
