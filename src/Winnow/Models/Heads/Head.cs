using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Heads;

/// <summary>What follows the encoder: pooling, then some small layers. A reranker's head ends in one number, an embedder's in a vector.</summary>
/// <remarks>Weights only; safe for concurrent use.</remarks>
sealed unsafe class Head(Pooling pooling, int hiddenSize, IReadOnlyList<HeadLayer> layers)
{
    // An array: going through an interface would allocate in every batch.
    readonly HeadLayer[] _layers = [.. layers];

    /// <summary>Gets how token vectors become one.</summary>
    public Pooling Pooling => pooling;

    /// <summary>Gets the width of a result.</summary>
    public int OutputSize => _layers.Length == 0 ? hiddenSize : _layers[^1].OutputSize;

    /// <summary>Computes the results of a batch.</summary>
    /// <param name="states">What the encoder gave: a row a sequence for <see cref="Pooling.First"/>, else a row a token.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="scratch">Memory that is used again by the next batch.</param>
    /// <returns>One row of <see cref="OutputSize"/> a sequence, valid until the next call with the same memory.</returns>
    public float* Apply(float* states, PackedBatch batch, HeadScratch scratch)
    {
        int width = pooling == Pooling.SegmentMeans ? 2 * hiddenSize : hiddenSize;
        foreach (HeadLayer layer in _layers)
            width = Math.Max(width, layer.OutputSize);
        scratch.EnsureCapacity((long)batch.Count * width);
        float* source = states, target = scratch.Second;
        if (pooling != Pooling.First)
        {
            source = scratch.First;
            Mean(states, pooling == Pooling.Mean ? batch.Offsets : batch.Segments, source);
        }

        foreach (HeadLayer layer in _layers)
        {
            layer.Apply(source, target, batch.Count);
            float* free = source == states ? scratch.First : source;
            source = target;
            target = free;
        }

        return source;
    }

    void Mean(float* states, ReadOnlySpan<int> spans, float* target)
    {
        for (int span = 0; span + 1 < spans.Length; span++, target += hiddenSize)
        {
            var mean = new Span<float>(target, hiddenSize);
            mean.Clear();
            for (int token = spans[span]; token < spans[span + 1]; token++)
                Products.Add(mean, new ReadOnlySpan<float>(states + (long)token * hiddenSize, hiddenSize));
            Products.Scale(mean, 1f / (spans[span + 1] - spans[span]));
        }
    }
}
