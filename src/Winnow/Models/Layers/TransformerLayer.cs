using Winnow.Models.Attention;

namespace Winnow.Models.Layers;

/// <summary>One layer of an encoder, all but the attention itself, which <see cref="SelfAttention"/> computes between the two methods.</summary>
/// <remarks>Both methods work on any block of rows by itself; workers take different blocks. Weights are read only.</remarks>
abstract unsafe class TransformerLayer
{
    /// <summary>Gets the width between the two feed-forward layers.</summary>
    public abstract int InnerSize { get; }

    /// <summary>Gets whether the feed-forward part has a gate, and so a third matrix.</summary>
    public abstract bool IsGated { get; }

    /// <summary>Gets what positions add to the attention scores.</summary>
    public abstract PositionBias Positions { get; }

    /// <summary>Gets what stands for the key and value layers where only the first token's vector is wanted, or null where keys and values are computed.</summary>
    public virtual AbsorbedKeyValue? Absorbed => null;

    /// <summary>Computes queries, keys and values of rows.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="positions">Each row's place in its sequence, from 0.</param>
    /// <param name="queries">The queries, or null to leave them out.</param>
    /// <param name="keysValues">The keys with the values beside them, or null to leave them out; null where they are absorbed.</param>
    /// <param name="stride">Floats from one row of queries, or of keys and values, to the next.</param>
    /// <param name="scratch">The worker's scratch memory.</param>
    public abstract void Project(float* x, int rows, int* positions, float* queries, float* keysValues, nint stride, LayerScratch scratch);

    /// <summary>Computes the layer's output in place of its input.</summary>
    /// <param name="context">What the attention gathered for each row.</param>
    /// <param name="x">The layer's input; becomes its output.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="scratch">The worker's scratch memory.</param>
    public abstract void Finish(float* context, float* x, int rows, LayerScratch scratch);
}
