using Winnow.Kernels.MatMul;
using Winnow.Models.Attention;
using Winnow.Models.Layers;

namespace Winnow.Models;

/// <summary>The layers that turn token ids into one vector a token. Weights only: what a pass needs beside them lies in <see cref="EncoderPass"/>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class Encoder(
    MatMulKernel kernel, SelfAttention attention, int hiddenSize, int heads, Embedding embedding, IReadOnlyList<TransformerLayer> layers,
    LayerNorm? finalNorm = null, RotaryEmbedding[]? rotaries = null, int closedLayers = 0)
{
    /// <summary>Gets the kernel of all matrix products.</summary>
    public MatMulKernel Kernel => kernel;

    /// <summary>Gets the attention of all tokens to all tokens.</summary>
    public SelfAttention Attention => attention;

    /// <summary>Gets the attention of a single token, for which laying out the keys as integers would cost more than the products.</summary>
    public SelfAttention FirstTokenAttention { get; } = new Float32Attention(kernel);

    /// <summary>Gets the width of a token's vector.</summary>
    public int HiddenSize => hiddenSize;

    /// <summary>Gets the number of attention heads.</summary>
    public int Heads => heads;

    /// <summary>Gets the number of elements of a head.</summary>
    public int HeadSize => hiddenSize / heads;

    /// <summary>Gets the widest inner width of a feed-forward layer.</summary>
    public int InnerSize { get; } = layers.Max(layer => layer.InnerSize);

    /// <summary>Gets what turns token ids into the first layer's input.</summary>
    public Embedding Embedding => embedding;

    /// <summary>Gets the layers in their order.</summary>
    public IReadOnlyList<TransformerLayer> Layers => layers;

    /// <summary>Gets the number of layers, the lowest ones, in which the segments of a sequence do not see each other. 0 where sequences have no segments.</summary>
    public int ClosedLayers => closedLayers;

    /// <summary>Gets the norm after the last layer, or null for none.</summary>
    public LayerNorm? FinalNorm => finalNorm;

    /// <summary>Prepares tables for sequences of a length.</summary>
    public void EnsureLength(int length)
    {
        foreach (RotaryEmbedding rotary in rotaries ?? [])
            rotary.EnsureLength(length);
    }
}
