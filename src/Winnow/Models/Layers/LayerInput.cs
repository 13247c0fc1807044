using Winnow.Kernels.BFloat16;
using Winnow.Kernels.Int8;

namespace Winnow.Models.Layers;

/// <summary>Rows as a <see cref="LinearLayer"/> reads them.</summary>
/// <param name="floats">The rows in float32.</param>
/// <param name="rows">Their number.</param>
readonly unsafe ref struct LayerInput(float* floats, int rows)
{
    /// <summary>Gets the rows in float32.</summary>
    public float* Floats => floats;

    /// <summary>Gets the rows as bytes, for int8 layers only.</summary>
    public Int8Rows? Quantized { get; init; }

    /// <summary>Gets the rows in bfloat16, for bfloat16 layers only.</summary>
    public BFloat16Rows? Rounded { get; init; }

    /// <summary>Gets the number of rows.</summary>
    public int Rows => rows;
}
