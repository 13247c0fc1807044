namespace Winnow.Evaluation.Significance;

/// <summary>A range that holds the true value with a stated confidence.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="Confidence">The confidence, between 0 and 1.</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper, double Confidence);
