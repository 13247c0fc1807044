using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Layers;

/// <summary>The two layers after the attention: wide and back. With a gate it is a GLU, <c>(act(x G) * x V) W</c>; without one <c>act(x G) W</c>.</summary>
/// <param name="up">G, with its bias.</param>
/// <param name="value">V, or null for a layer without a gate.</param>
/// <param name="down">W, with its bias.</param>
/// <param name="activation">act.</param>
sealed unsafe class FeedForward(LinearLayer up, LinearLayer? value, LinearLayer down, Activation activation)
{
    /// <summary>Gets the width between the two layers.</summary>
    public int InnerSize => up.Outputs;

    /// <summary>Gets whether there is a gate, and so a third matrix.</summary>
    public bool IsGated => value is not null;

    /// <summary>Computes rows.</summary>
    /// <param name="x">The inputs, as wide as the model.</param>
    /// <param name="y">The outputs, as wide as the model. They may lie where the inputs do.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="scratch">The worker's scratch memory.</param>
    public void Apply(float* x, float* y, int rows, LayerScratch scratch)
    {
        float* inner = scratch.Inner;
        LayerInput input = up.Prepare(x, rows, scratch);
        if (value is null)
            up.Apply(input, inner, InnerSize, activation);
        else
            up.ApplyGated(value, input, inner, InnerSize, activation);
        down.Apply(down.Prepare(inner, rows, scratch), y, down.Outputs);
    }
}
