using Winnow.Kernels;
using Winnow.Kernels.BFloat16;
using Winnow.Kernels.Int8;

namespace Winnow.Models.Layers;

/// <summary>One worker's memory for what lies between the steps of a layer.</summary>
sealed unsafe class LayerScratch : IDisposable
{
    readonly AlignedBuffer _rows = new();
    readonly AlignedBuffer _inner = new();

    /// <summary>Gets room for the quantized inputs of int8 layers.</summary>
    public Int8Rows Quantized { get; } = new();

    /// <summary>Gets room for the rounded inputs of bfloat16 layers.</summary>
    public BFloat16Rows Rounded { get; } = new();

    /// <summary>Gets room for one block of rows as wide as the model.</summary>
    public float* Rows { get; private set; }

    /// <summary>Gets room for one block of rows as wide as the feed-forward layer.</summary>
    public float* Inner { get; private set; }

    /// <summary>Makes room for a block of rows.</summary>
    public void EnsureCapacity(int rows, int hiddenSize, int intermediateSize)
    {
        Rows = _rows.EnsureCapacity((long)rows * hiddenSize);
        Inner = _inner.EnsureCapacity((long)rows * intermediateSize);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _inner.Dispose();
        Quantized.Dispose();
        Rounded.Dispose();
    }
}
