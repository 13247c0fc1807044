namespace Winnow.Evaluation.Speed.Reports;

/// <summary>Ratios of pairs of runs.</summary>
/// <param name="Median">The median.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
public sealed record RatioRange(double Median, double Least, double Most);
