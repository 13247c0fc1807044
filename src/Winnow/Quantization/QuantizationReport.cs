namespace Winnow.Quantization;

/// <summary>What a quantization did to a model's weights.</summary>
public sealed record QuantizationReport
{
    /// <summary>Gets the full path of the folder that was written.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the number of matrices that became int8.</summary>
    public required int Matrices { get; init; }

    /// <summary>Gets the bytes of the encoder's tensors before.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>Gets the bytes of the encoder's tensors after, scales included.</summary>
    public required long BytesAfter { get; init; }

    /// <summary>Gets the largest distance between a weight and its int8 value.</summary>
    public required double LargestError { get; init; }

    /// <summary>Gets the name of the matrix that holds <see cref="LargestError"/>, or null where nothing was rounded.</summary>
    public required string? LargestErrorTensor { get; init; }

    /// <summary>Gets the length of all errors as one vector, divided by that of all quantized weights.</summary>
    public required double RelativeError { get; init; }
}
