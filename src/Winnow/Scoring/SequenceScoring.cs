using Winnow.Models;
using Winnow.Models.Heads;
using Winnow.Threading;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>The way of sequences from tokens to the head's results.</summary>
sealed class SequenceScoring : BatchWork
{
    readonly LoadedModel _model;
    readonly IReadOnlyList<Encoding> _sequences;

    /// <summary>Checks the sequences.</summary>
    /// <exception cref="WinnowException">A sequence, or a segment of one, has no tokens.</exception>
    public SequenceScoring(LoadedModel model, IReadOnlyList<Encoding> sequences)
    {
        _model = model;
        _sequences = sequences;
        Lengths = new int[sequences.Count];
        for (int i = 0; i < Lengths.Length; i++)
        {
            Lengths[i] = sequences[i].Ids.Length;
            if (Lengths[i] == 0 || (model.Interaction is not null && (sequences[i].TypeIds[0] != 0 || sequences[i].TypeIds[^1] != 1)))
                throw Empty(model, i);
        }

        Results = new float[sequences.Count * model.Head.OutputSize];
    }

    /// <inheritdoc/>
    public override int[] Lengths { get; }

    /// <summary>Gets the head's results, one row a sequence, one after the other.</summary>
    public float[] Results { get; }

    /// <summary>Makes the error for a text without any token.</summary>
    public static WinnowException Empty(LoadedModel model, int text) => new(
        $"{model.Folder}: text {text} (counted from 0) is empty, and this tokenizer adds no special tokens, so that there is nothing to compute. Leave empty texts out.");

    /// <inheritdoc/>
    public override unsafe void Run(int[] batch, Lane lane, ThreadTeam team, CancellationToken cancellationToken)
    {
        bool arePairs = _model.Interaction is not null;
        PackedBatch packed = BatchPlan.Pack(_sequences, batch, arePairs);
        float* states = arePairs
            ? lane.Pairs.Run(packed, team, cancellationToken)
            : lane.Pass.Run(packed, _model.Head.Pooling == Pooling.First, team, cancellationToken);
        lane.ApplyHead(states, packed, batch, Results);
    }
}
