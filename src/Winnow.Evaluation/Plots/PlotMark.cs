namespace Winnow.Evaluation.Plots;

/// <summary>How a system looks in every picture: a colour and a shape, so that neither has to be told apart alone.</summary>
/// <param name="Index">The place of the system in its report, counted from 0; after 35 the looks repeat.</param>
/// <param name="Hollow">Whether the shape is drawn as an outline in ink: a figure that somebody else published.</param>
public readonly record struct PlotMark(int Index, bool Hollow = false);
