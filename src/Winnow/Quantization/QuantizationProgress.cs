namespace Winnow.Quantization;

/// <summary>How far a quantization is.</summary>
/// <param name="Tensors">The tensors that are written.</param>
/// <param name="Fraction">The part of the whole work that is done, from 0 to 1.</param>
public readonly record struct QuantizationProgress(int Tensors, double Fraction);
