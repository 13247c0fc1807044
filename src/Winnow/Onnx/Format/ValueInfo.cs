namespace Winnow.Onnx.Format;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Dimensions">Each dimension: a number, or a name for a length that differs from run to run.</param>
sealed record ValueInfo(string Name, ElementType Type, string[] Dimensions);
