namespace Winnow.Onnx.Format;

/// <summary>The types of tensors, by their numbers in ONNX files.</summary>
enum ElementType
{
    /// <summary>IEEE single precision.</summary>
    Float = 1,

    /// <summary>Signed bytes.</summary>
    Int8 = 3,

    /// <summary>Signed 64-bit integers.</summary>
    Int64 = 7,
}
