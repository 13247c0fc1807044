using Winnow.Kernels.BFloat16;
using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Layers;

/// <summary>A linear layer with bfloat16 weights; its inputs are rounded to bfloat16, its sums and outputs are float32.</summary>
sealed unsafe class BFloat16Layer(PackedBFloat16Matrix weights) : LinearLayer(weights.Outputs, weights.Inputs)
{
    /// <summary>Gets the packed weights.</summary>
    public PackedBFloat16Matrix Weights => weights;

    public override LayerInput Prepare(float* x, int rows, LayerScratch scratch)
    {
        scratch.Rounded.Resize(rows, Inputs);
        scratch.Rounded.Round(0, rows, x, Inputs);
        return new LayerInput(x, rows) { Rounded = scratch.Rounded };
    }

    public override void Apply(in LayerInput x, float* y, nint yStride, Activation activation = Activation.Identity) =>
        BFloat16Linear.Apply(weights, x.Rounded!, 0, x.Rows, y, yStride, activation);

    public override void ApplyGated(LinearLayer value, in LayerInput x, float* y, nint yStride, Activation activation) =>
        BFloat16Linear.ApplyGated(weights, ((BFloat16Layer)value).Weights, x.Rounded!, 0, x.Rows, y, yStride, activation);
}
