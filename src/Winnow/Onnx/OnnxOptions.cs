namespace Winnow.Onnx;

/// <summary>Settings of an export.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record OnnxOptions
{
    /// <summary>Gets the arithmetic of the graph's matrix products.</summary>
    /// <value>
    /// The default is <see cref="Precision.Float32"/>: the logits are those of the engine within 1e-4. <see cref="Precision.Int8"/> is dynamic quantisation: the encoder's weights as int8
    /// with a scale for each output, activations as uint8 with one scale for each tensor, which the graph finds as it runs. A quarter of the size; logits drift, and depend a little on
    /// what else is in the batch. A head stays in float32.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is <see cref="Precision.BFloat16"/>, or none of <see cref="Winnow.Precision"/>.</exception>
    public Precision Precision
    {
        get;
        init => field = value switch
        {
            Precision.Float32 or Precision.Int8 => value,
            Precision.BFloat16 => throw new ArgumentOutOfRangeException(nameof(Precision), value, "ONNX models are written in float32 or int8."),
            _ => throw new ArgumentOutOfRangeException(nameof(Precision), value, "No such precision."),
        };
    }

    /// <summary>Gets the number of bytes of weights above which they lie in a file of their own.</summary>
    /// <value>The default is 2,000,000,000: a protobuf file must be below 2 GiB, and the nodes need room too.</value>
    internal long LargestSingleFile { get; init; } = 2_000_000_000;
}
