using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;

namespace Winnow.Models.Heads;

/// <summary>A linear layer with its activation.</summary>
sealed unsafe class DenseHeadLayer(PackedMatrix weights, Activation activation) : HeadLayer(weights.Outputs)
{
    public override void Apply(float* source, float* target, int rows) =>
        Linear.Apply(weights, rows, source, weights.Inputs, target, weights.Outputs, activation);
}
