using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;

namespace Winnow.Models.Layers;

/// <summary>A linear layer in float32.</summary>
sealed unsafe class Float32Layer(PackedMatrix weights) : LinearLayer(weights.Outputs, weights.Inputs)
{
    /// <summary>Gets the packed weights.</summary>
    public PackedMatrix Weights => weights;

    public override LayerInput Prepare(float* x, int rows, LayerScratch scratch) => new(x, rows);

    public override void Apply(in LayerInput x, float* y, nint yStride, Activation activation = Activation.Identity) =>
        Linear.Apply(weights, x.Rows, x.Floats, Inputs, y, yStride, activation);

    public override void ApplyGated(LinearLayer value, in LayerInput x, float* y, nint yStride, Activation activation) =>
        Linear.ApplyGated(weights, ((Float32Layer)value).Weights, x.Rows, x.Floats, Inputs, y, yStride, activation);
}
