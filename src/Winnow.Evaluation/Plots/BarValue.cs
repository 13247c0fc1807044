namespace Winnow.Evaluation.Plots;

/// <summary>The height of a bar, and how far it could move by chance.</summary>
/// <param name="Value">The height.</param>
/// <param name="Lower">The lower end of the confidence interval, or null where none is known.</param>
/// <param name="Upper">The upper end, or null.</param>
public sealed record BarValue(double Value, double? Lower = null, double? Upper = null);
