using Winnow.Kernels.Elementwise;
using Winnow.Kernels.Int8;

namespace Winnow.Models.Layers;

/// <summary>A linear layer with int8 weights; its inputs are quantized row by row.</summary>
sealed unsafe class Int8Layer(PackedInt8Matrix weights) : LinearLayer(weights.Outputs, weights.Inputs)
{
    /// <summary>Gets the packed weights.</summary>
    public PackedInt8Matrix Weights => weights;

    public override LayerInput Prepare(float* x, int rows, LayerScratch scratch)
    {
        scratch.Quantized.Resize(rows, Inputs);
        scratch.Quantized.Quantize(0, rows, x, Inputs);
        return new LayerInput(x, rows) { Quantized = scratch.Quantized };
    }

    public override void Apply(in LayerInput x, float* y, nint yStride, Activation activation = Activation.Identity) =>
        Int8Linear.Apply(weights, x.Quantized!, 0, x.Rows, y, yStride, Near(activation));

    public override void ApplyGated(LinearLayer value, in LayerInput x, float* y, nint yStride, Activation activation) =>
        Int8Linear.ApplyGated(weights, ((Int8Layer)value).Weights, x.Quantized!, 0, x.Rows, y, yStride, Near(activation));

    // The next layer rounds to steps of 1/127 of a row's largest element.
    static Activation Near(Activation activation) => activation == Activation.Gelu ? Activation.GeluNear : activation;
}
