using Winnow.Kernels;
using Winnow.Models;
using Winnow.Models.Heads;

namespace Winnow.Scoring;

/// <summary>The memory for one batch at a time, and the last step of a batch: from states to results.</summary>
/// <param name="model">The model.</param>
/// <param name="workers">The number of workers of the largest team that runs a batch here.</param>
sealed class Lane(LoadedModel model, int workers) : IDisposable
{
    readonly HeadScratch _head = new();
    readonly AlignedBuffer _directions = new();

    /// <summary>Gets the encoder with its memory.</summary>
    public EncoderPass Pass { get; } = new(model.Encoder, workers);

    /// <summary>Gets the queries that the encoder has just read, for models with an interaction head.</summary>
    public QueryStates Queries { get; } = new(model.Encoder.HiddenSize);

    /// <summary>Applies the head, and adds what an interaction head has beside its cosine.</summary>
    /// <param name="states">What the encoder gave for the batch.</param>
    /// <param name="packed">The batch.</param>
    /// <param name="batch">The numbers of its items.</param>
    /// <param name="results">Receives the head's results, at the places of the items.</param>
    /// <exception cref="WinnowException">A result is not a finite number.</exception>
    public unsafe void ApplyHead(float* states, PackedBatch packed, int[] batch, float[] results)
    {
        float* outputs = model.Head.Apply(states, packed, _head);
        int size = model.Head.OutputSize;
        for (int i = 0; i < batch.Length; i++)
        {
            var result = new Span<float>(outputs + (long)i * size, size);
            if (model.LexicalMatch is { } match)
                result[0] += match.Score(packed.SegmentIds(2 * i), packed.SegmentIds(2 * i + 1));
            if (model.LateInteraction is { } late)
                result[0] += late.Score(packed.SegmentIds(2 * i), Segment(2 * i), packed.SegmentIds(2 * i + 1), Segment(2 * i + 1), _directions);
            CheckFinite(result, batch[i]);
            result.CopyTo(results.AsSpan(batch[i] * size));
        }

        float* Segment(int segment) => states + (long)packed.Segments[segment] * model.Encoder.HiddenSize;
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
                    $"{model.Folder}: the model computed {value} for text {item} (counted from 0). Its weights or settings lead beyond the range of float32; use another copy of the model.");
            }
        }
    }

    public void Dispose()
    {
        Pass.Dispose();
        Queries.Dispose();
        _head.Dispose();
        _directions.Dispose();
    }
}
