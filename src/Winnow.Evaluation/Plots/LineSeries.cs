namespace Winnow.Evaluation.Plots;

/// <summary>A line of one system.</summary>
/// <param name="Name">The system.</param>
/// <param name="Mark">How it looks.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record LineSeries(string Name, PlotMark Mark, IReadOnlyList<LinePoint> Points);
