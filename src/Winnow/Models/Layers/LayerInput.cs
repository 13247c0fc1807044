using Winnow.Kernels.Int8;

namespace Winnow.Models.Layers;

/// <summary>Rows as a <see cref="LinearLayer"/> reads them.</summary>
/// <param name="floats">The rows in float32.</param>
/// <param name="quantized">The same rows as bytes, or null for float32 layers.</param>
/// <param name="rows">Their number.</param>
readonly unsafe ref struct LayerInput(float* floats, Int8Rows? quantized, int rows)
{
    /// <summary>Gets the rows in float32.</summary>
    public float* Floats => floats;

    /// <summary>Gets the rows as bytes, or null for float32 layers.</summary>
    public Int8Rows? Quantized => quantized;

    /// <summary>Gets the number of rows.</summary>
    public int Rows => rows;
}
