using ScottPlot;

namespace Winnow.Evaluation.Plots;

/// <summary>The colours and shapes of marks.</summary>
/// <remarks>The colours are those of Okabe and Ito (Color universal design, 2008), which differ for every kind of colour vision and in brightness.</remarks>
static class MarkLook
{
    /// <summary>The colour of everything that is no data, as SVG writes it: pages put their own text colour in its place. Not #222222, which Skia would write as #222.</summary>
    public const string InkHex = "#212121";

    /// <summary>The same colour.</summary>
    public static readonly Color Ink = Color.FromHex(InkHex);

    static readonly Color[] Colors = [.. new[] { "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#999999" }.Select(hex => Color.FromHex(hex))];

    static readonly (MarkerShape Filled, MarkerShape Open)[] Shapes =
    [
        (MarkerShape.FilledCircle, MarkerShape.OpenCircle),
        (MarkerShape.FilledSquare, MarkerShape.OpenSquare),
        (MarkerShape.FilledTriangleUp, MarkerShape.OpenTriangleUp),
        (MarkerShape.FilledDiamond, MarkerShape.OpenDiamond),
        (MarkerShape.FilledTriangleDown, MarkerShape.OpenTriangleDown),
    ];

    /// <summary>Gets a mark's colour.</summary>
    public static Color ColorOf(PlotMark mark) => Colors[mark.Index % Colors.Length];

    /// <summary>Gets a mark as it is drawn.</summary>
    public static MarkerStyle Style(PlotMark mark, float size)
    {
        (MarkerShape filled, MarkerShape open) = Shapes[mark.Index % Shapes.Length];
        return mark.Hollow
            ? new MarkerStyle(open, size) { LineColor = Ink, LineWidth = 1.5f }
            : new MarkerStyle(filled, size, ColorOf(mark)) { OutlineColor = Ink, OutlineWidth = 1 };
    }
}
