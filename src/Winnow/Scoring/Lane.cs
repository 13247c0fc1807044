using Winnow.Kernels;
using Winnow.Models;
using Winnow.Models.Heads;

namespace Winnow.Scoring;

/// <summary>The memory for one batch at a time, and the last step of a batch: from states to results.</summary>
sealed class Lane : IDisposable
{
    readonly LoadedModel _model;
    readonly HeadScratch _head = new();
    readonly AlignedBuffer _directions = new();

    /// <summary>Creates the memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="workers">The number of workers of the largest team that runs a batch here.</param>
    public Lane(LoadedModel model, int workers)
    {
        _model = model;
        Pass = new EncoderPass(model.Encoder, workers);
        Pairs = new PairPass(Pass, model.Encoder.HiddenSize);
    }

    /// <summary>Gets the encoder with its memory.</summary>
    public EncoderPass Pass { get; }

    /// <summary>Gets the same encoder for the pairs of models with an interaction head.</summary>
    public PairPass Pairs { get; }

    /// <summary>Applies the head, and adds what an interaction head has beside its cosine.</summary>
    /// <param name="states">What the encoder gave for the batch.</param>
    /// <param name="packed">The batch.</param>
    /// <param name="batch">The numbers of its items.</param>
    /// <param name="results">Receives the head's results, at the places of the items.</param>
    /// <exception cref="WinnowException">A result is not a finite number.</exception>
    public unsafe void ApplyHead(float* states, PackedBatch packed, int[] batch, float[] results)
    {
        float* outputs = _model.Head.Apply(states, packed, _head);
        int size = _model.Head.OutputSize;
        for (int i = 0; i < batch.Length; i++)
        {
            var result = new Span<float>(outputs + (long)i * size, size);
            if (_model.LexicalMatch is { } match)
                result[0] += match.Score(packed.SegmentIds(2 * i), packed.SegmentIds(2 * i + 1));
            if (_model.LateInteraction is { } late)
                result[0] += late.Score(packed.SegmentIds(2 * i), Segment(2 * i), packed.SegmentIds(2 * i + 1), Segment(2 * i + 1), _directions);
            CheckFinite(result, batch[i]);
            result.CopyTo(results.AsSpan(batch[i] * size));
        }

        float* Segment(int segment) => states + (long)packed.Segments[segment] * _model.Encoder.HiddenSize;
    }

    /// <summary>Checks that a result is finite.</summary>
    /// <exception cref="WinnowException">It is not.</exception>
    public void CheckFinite(ReadOnlySpan<float> result, int item)
    {
        foreach (float value in result)
        {
            if (!float.IsFinite(value))
            {
                throw new WinnowException(
                    $"{_model.Folder}: the model computed {value} for text {item} (counted from 0). Its weights or settings lead beyond the range of float32; use another copy of the model.");
            }
        }
    }

    public void Dispose()
    {
        Pass.Dispose();
        Pairs.Dispose();
        _head.Dispose();
        _directions.Dispose();
    }
}
