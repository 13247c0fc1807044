namespace Winnow.Evaluation.Plots;

/// <summary>A system between two measures.</summary>
/// <param name="Label">Its name.</param>
/// <param name="X">Where it lies on the axis that lies, or null where that is not known: it then stands in a strip beside the axis.</param>
/// <param name="Y">Where it lies on the axis that stands.</param>
/// <param name="Mark">How it looks.</param>
public sealed record ScatterPoint(string Label, double? X, double Y, PlotMark Mark);
