namespace Winnow.Evaluation.Plots;

/// <summary>The bars of one system.</summary>
/// <param name="Name">The system.</param>
/// <param name="Mark">How it looks; the shape stands at the end of each bar.</param>
/// <param name="Values">A value for each group, or null where there is none.</param>
public sealed record BarSeries(string Name, PlotMark Mark, IReadOnlyList<BarValue?> Values);
