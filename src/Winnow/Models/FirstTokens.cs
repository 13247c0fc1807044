using Winnow.Kernels;
using Winnow.Models.Attention;
using Winnow.Models.Layers;

namespace Winnow.Models;

/// <summary>The last layer of a pass for the first token of each sequence alone: one row a sequence in place of one a token.</summary>
/// <remarks>Memory grows to the largest batch seen. Workers take different sequences.</remarks>
sealed unsafe class FirstTokens(Encoder encoder) : IDisposable
{
    readonly AlignedBuffer _states = new();
    readonly AlignedBuffer _queries = new();
    readonly AlignedBuffer _absorbed = new();

    TransformerLayer Layer => encoder.Layers[^1];

    // Queries lie as in the other layers, beside room for keys and values.
    int Stride => 3 * encoder.HiddenSize;

    /// <summary>Gets whether keys and values are absorbed, so that a sequence attends as a whole, and not head by head.</summary>
    public bool AreAbsorbed => Layer.Absorbed is not null;

    /// <summary>Gets the vectors: the layer's input before <see cref="Finish"/>, its output after.</summary>
    public float* States => _states.Pointer;

    /// <summary>Makes room for a batch.</summary>
    public void EnsureCapacity(int sequences)
    {
        _states.EnsureCapacity((long)sequences * encoder.HiddenSize);
        _queries.EnsureCapacity((long)sequences * Stride);
        _absorbed.EnsureCapacity((long)sequences * (Layer.Absorbed?.Stride ?? 0));
    }

    /// <summary>Gets a sequence's query.</summary>
    public float* Query(int sequence) => _queries.Pointer + (long)sequence * Stride;

    /// <summary>Computes the queries of some sequences.</summary>
    /// <param name="states">The layer's input, a vector a token.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">Their number.</param>
    /// <param name="positions">A 0 for each of them.</param>
    /// <param name="scratch">The worker's memory.</param>
    public void ComputeQueries(float* states, PackedBatch batch, int first, int count, int* positions, LayerScratch scratch)
    {
        int hidden = encoder.HiddenSize;
        for (int sequence = first; sequence < first + count; sequence++)
            new ReadOnlySpan<float>(states + (long)batch.Offsets[sequence] * hidden, hidden).CopyTo(_states.Span((long)sequence * hidden, hidden));
        Layer.Project(_states.Pointer + (long)first * hidden, count, positions, Query(first), null, Stride, scratch);
        Layer.Absorbed?.Absorb(Query(first), Stride, count, Absorbed(first));
    }

    /// <summary>Attends from one sequence's first token to all of its tokens, where keys and values are absorbed.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="states">Its tokens' vectors.</param>
    /// <param name="length">Their number.</param>
    /// <param name="scratch">The worker's memory.</param>
    public void Attend(int sequence, float* states, int length, AttentionScratch scratch) =>
        Layer.Absorbed!.Attend(Absorbed(sequence), states, length, Layer.Positions, scratch);

    /// <summary>Computes the layer's output for some sequences.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">Their number.</param>
    /// <param name="context">What the attention gathered for each; where keys and values are absorbed, memory for it.</param>
    /// <param name="scratch">The worker's memory.</param>
    public void Finish(int first, int count, float* context, LayerScratch scratch)
    {
        float* states = _states.Pointer + (long)first * encoder.HiddenSize;
        Layer.Absorbed?.Project(Absorbed(first), count, context);
        Layer.Finish(context, states, count, scratch);
        encoder.FinalNorm?.Apply(states, states, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _states.Dispose();
        _queries.Dispose();
        _absorbed.Dispose();
    }

    float* Absorbed(int sequence) => _absorbed.Pointer + (long)sequence * (Layer.Absorbed?.Stride ?? 0);
}
