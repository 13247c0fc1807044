namespace Winnow.Evaluation.Plots;

/// <summary>A point of a line.</summary>
/// <param name="X">Where it lies on the axis that lies.</param>
/// <param name="Y">Where it lies on the axis that stands.</param>
/// <param name="Upper">How far up a range reaches from it, or null.</param>
public sealed record LinePoint(double X, double Y, double? Upper = null);
