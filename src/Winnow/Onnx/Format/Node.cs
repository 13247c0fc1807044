namespace Winnow.Onnx.Format;

/// <summary>One operation.</summary>
/// <param name="Operator">The operator's name in ONNX.</param>
/// <param name="Inputs">The names of its inputs.</param>
/// <param name="Outputs">The names that its outputs get.</param>
/// <param name="Attributes">Its settings.</param>
sealed record Node(string Operator, string[] Inputs, string[] Outputs, NodeAttribute[] Attributes);
