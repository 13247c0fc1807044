using Winnow.Kernels.Elementwise;

namespace Winnow.Kernels.MatMul;

/// <summary>Products of rows of activations with packed weights, with what follows done on each tile while it is in the cache.</summary>
/// <remarks>
/// Panels are the outer loop: one panel of weights (48 columns by 384 inputs are 74 KB) stays in the second-level cache while all rows pass by it.
/// Callers bring 64 rows or more where they can, so that reading the weights costs little beside the arithmetic.
/// </remarks>
static unsafe class Linear
{
    // The largest tile of any kernel: 8 rows of 48 columns.
    const int TileFloats = 8 * 48;

    /// <summary>Computes <c>y = activation(x * W^T + bias)</c>.</summary>
    /// <param name="weights">The packed weights and biases.</param>
    /// <param name="rows">The number of rows of x and y.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    /// <param name="y">The outputs.</param>
    /// <param name="yStride">Floats from one row of y to the next.</param>
    /// <param name="activation">What is applied to each output.</param>
    public static void Apply(PackedMatrix weights, int rows, float* x, nint xStride, float* y, nint yStride, Activation activation = Activation.Identity) =>
        Apply(weights, 0, weights.Panels, rows, x, xStride, y, yStride, activation);

    /// <summary>Computes the outputs of some panels only; the others' places in y stay as they are.</summary>
    /// <param name="weights">The packed weights and biases.</param>
    /// <param name="firstPanel">The first panel.</param>
    /// <param name="endPanel">The panel after the last.</param>
    /// <param name="rows">The number of rows of x and y.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    /// <param name="y">The outputs.</param>
    /// <param name="yStride">Floats from one row of y to the next.</param>
    /// <param name="activation">What is applied to each output.</param>
    public static void Apply(
        PackedMatrix weights, int firstPanel, int endPanel, int rows, float* x, nint xStride, float* y, nint yStride, Activation activation = Activation.Identity)
    {
        MatMulKernel kernel = weights.Kernel;
        int width = kernel.PanelColumns;
        float* tile = stackalloc float[TileFloats];
        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            int columns = Math.Min(width, weights.Outputs - panel * width);
            float* b = weights.Panel(panel);
            float* bias = weights.Bias(panel);
            // A kernel writes whole vectors: only where these fit may it write straight to y.
            bool direct = activation == Activation.Identity && columns % kernel.VectorColumns == 0;
            for (int row = 0; row < rows; row += kernel.TileRows)
            {
                int count = Math.Min(kernel.TileRows, rows - row);
                float* target = y + row * yStride + panel * width;
                if (direct)
                {
                    kernel.Tile(count, columns, weights.Inputs, x + row * xStride, xStride, b, width, bias, target, yStride);
                    continue;
                }

                kernel.Tile(count, columns, weights.Inputs, x + row * xStride, xStride, b, width, bias, tile, width);
                Activations.Apply(activation, tile, null, width, count, columns, target, yStride);
            }
        }
    }

    /// <summary>Computes a gated layer, <c>y = activation(x * G^T + g) * (x * V^T + v)</c>, without writing either product to memory.</summary>
    /// <param name="gate">G and g: the half that is activated.</param>
    /// <param name="value">V and v: the linear half, of the same shape.</param>
    /// <param name="rows">The number of rows of x and y.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    /// <param name="y">The outputs.</param>
    /// <param name="yStride">Floats from one row of y to the next.</param>
    /// <param name="activation">What is applied to the gate; GELU makes it GEGLU.</param>
    public static void ApplyGated(
        PackedMatrix gate, PackedMatrix value, int rows, float* x, nint xStride, float* y, nint yStride, Activation activation)
    {
        MatMulKernel kernel = gate.Kernel;
        int width = kernel.PanelColumns;
        float* gates = stackalloc float[TileFloats];
        float* values = stackalloc float[TileFloats];
        for (int panel = 0; panel < gate.Panels; panel++)
        {
            int columns = Math.Min(width, gate.Outputs - panel * width);
            for (int row = 0; row < rows; row += kernel.TileRows)
            {
                int count = Math.Min(kernel.TileRows, rows - row);
                kernel.Tile(count, columns, gate.Inputs, x + row * xStride, xStride, gate.Panel(panel), width, gate.Bias(panel), gates, width);
                kernel.Tile(count, columns, value.Inputs, x + row * xStride, xStride, value.Panel(panel), width, value.Bias(panel), values, width);
                Activations.Apply(activation, gates, values, width, count, columns, y + row * yStride + panel * width, yStride);
            }
        }
    }
}
