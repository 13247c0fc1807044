namespace Winnow.Onnx.Format;

/// <summary>A tensor that is part of the model.</summary>
/// <param name="Name">The name by which nodes refer to it.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">The length of each dimension; empty for a scalar.</param>
/// <param name="Data">Its elements in row-major order, little-endian.</param>
sealed record Initializer(string Name, ElementType Type, long[] Shape, TensorData Data);
