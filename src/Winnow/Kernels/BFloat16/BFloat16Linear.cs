using Winnow.Kernels.DotProducts;
using Winnow.Kernels.Elementwise;

namespace Winnow.Kernels.BFloat16;

/// <summary>Products of rounded rows with bfloat16 weights, with what follows done on each tile while it is in the cache.</summary>
/// <remarks>Panels are the outer loop, as for float32: one panel of weights (48 columns by 384 inputs are 37 KB) stays in the nearest caches while all rows pass by it.</remarks>
static unsafe class BFloat16Linear
{
    const int TileFloats = BFloat16Kernel.MaxTileRows * BFloat16Kernel.MaxPanelColumns;

    /// <summary>Computes <c>y = activation(x * W^T + bias)</c>.</summary>
    /// <param name="weights">The packed weights and biases.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="firstRow">The first row of x.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="y">The outputs of the first row.</param>
    /// <param name="yStride">Floats from one row of y to the next.</param>
    /// <param name="activation">What is applied to each output.</param>
    public static void Apply(
        PackedBFloat16Matrix weights, BFloat16Rows x, int firstRow, int rows, float* y, nint yStride, Activation activation = Activation.Identity)
    {
        BFloat16Kernel kernel = weights.Kernel;
        int width = kernel.PanelColumns;
        float* buffer = stackalloc float[TileFloats];
        nint panelBytes = weights.PanelBytes;
        DotTile tile;
        tile.AStride = x.Stride;
        for (int panel = 0; panel < weights.Panels; panel++)
        {
            int columns = Math.Min(width, weights.Outputs - panel * width);
            weights.SetPanel(panel, &tile);
            // A kernel writes whole vectors: only where these fit may it write straight to y.
            bool direct = activation == Activation.Identity && columns % kernel.VectorColumns == 0;
            tile.CStride = direct ? yStride : width;
            for (int row = 0; row < rows; row += kernel.TileRows)
            {
                int count = Math.Min(kernel.TileRows, rows - row);
                float* target = y + row * yStride + panel * width;
                tile.A = (byte*)x.Row(firstRow + row);
                tile.C = direct ? target : buffer;
                tile.ReadAhead(row / kernel.TileRows, panelBytes);
                kernel.Tile(count, columns, &tile);
                if (!direct)
                    Activations.Apply(activation, buffer, null, width, count, columns, target, yStride);
            }
        }
    }

    /// <summary>Computes a gated layer, <c>y = activation(x * G^T + g) * (x * V^T + v)</c>, without writing either product to memory.</summary>
    /// <param name="gate">G and g: the half that is activated.</param>
    /// <param name="value">V and v: the linear half, of the same shape.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="firstRow">The first row of x.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="y">The outputs of the first row.</param>
    /// <param name="yStride">Floats from one row of y to the next.</param>
    /// <param name="activation">What is applied to the gate; GELU makes it GEGLU.</param>
    public static void ApplyGated(
        PackedBFloat16Matrix gate, PackedBFloat16Matrix value, BFloat16Rows x, int firstRow, int rows, float* y, nint yStride, Activation activation)
    {
        BFloat16Kernel kernel = gate.Kernel;
        int width = kernel.PanelColumns;
        float* gates = stackalloc float[TileFloats];
        float* values = stackalloc float[TileFloats];
        nint panelBytes = gate.PanelBytes;
        DotTile gateTile, valueTile;
        gateTile.AStride = valueTile.AStride = x.Stride;
        gateTile.CStride = valueTile.CStride = width;
        gateTile.C = gates;
        valueTile.C = values;
        for (int panel = 0; panel < gate.Panels; panel++)
        {
            int columns = Math.Min(width, gate.Outputs - panel * width);
            gate.SetPanel(panel, &gateTile);
            value.SetPanel(panel, &valueTile);
            for (int row = 0; row < rows; row += kernel.TileRows)
            {
                int count = Math.Min(kernel.TileRows, rows - row);
                gateTile.A = valueTile.A = (byte*)x.Row(firstRow + row);
                gateTile.ReadAhead(row / kernel.TileRows, panelBytes);
                valueTile.Ahead = gateTile.Ahead;
                kernel.Tile(count, columns, &gateTile);
                kernel.Tile(count, columns, &valueTile);
                Activations.Apply(activation, gates, values, width, count, columns, y + row * yStride + panel * width, yStride);
            }
        }
    }
}
