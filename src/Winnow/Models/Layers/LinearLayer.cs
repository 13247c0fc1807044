using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Layers;

/// <summary>A linear layer, <c>y = activation(x W^T + bias)</c>, in the arithmetic that was chosen at load.</summary>
/// <remarks>
/// Several layers often read the same rows (query beside key and value, gate beside value). What they can share, the quantized or rounded rows of the int8 and bfloat16
/// layers, is made once by <see cref="Prepare"/>. Layers of one model are all of one kind. Weights only; safe for concurrent use.
/// </remarks>
abstract unsafe class LinearLayer(int outputs, int inputs)
{
    /// <summary>Gets the number of outputs.</summary>
    public int Outputs => outputs;

    /// <summary>Gets the number of inputs.</summary>
    public int Inputs => inputs;

    /// <summary>Makes of rows what this layer, and any other of the same inputs, reads.</summary>
    /// <param name="x">The rows, one after the other.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="scratch">The worker's memory; the result is valid until the next call with it.</param>
    public abstract LayerInput Prepare(float* x, int rows, LayerScratch scratch);

    /// <summary>Computes rows.</summary>
    /// <param name="x">The prepared rows.</param>
    /// <param name="y">The outputs.</param>
    /// <param name="yStride">Floats from one row of y to the next.</param>
    /// <param name="activation">What is applied to each output.</param>
    public abstract void Apply(in LayerInput x, float* y, nint yStride, Activation activation = Activation.Identity);

    /// <summary>Computes rows of a gated layer, <c>y = activation(this layer) * (the other)</c>.</summary>
    /// <param name="value">The linear half, of the same shape and kind.</param>
    /// <param name="x">The prepared rows.</param>
    /// <param name="y">The outputs.</param>
    /// <param name="yStride">Floats from one row of y to the next.</param>
    /// <param name="activation">What is applied to this layer, the gate.</param>
    public abstract void ApplyGated(LinearLayer value, in LayerInput x, float* y, nint yStride, Activation activation);
}
