using ScottPlot;

namespace Winnow.Evaluation.Plots;

/// <summary>Groups of bars from 0, with confidence intervals. Each bar ends in its system's shape, so that no colour is needed to tell them apart; a system whose mark is hollow has no bar.</summary>
public sealed class BarFigure : Figure
{
    const double GroupWidth = 0.8;

    PlotAxis? _x, _y;

    /// <summary>Gets the names of the groups.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Gets the systems.</summary>
    public required IReadOnlyList<BarSeries> Series { get; init; }

    internal override PlotAxis XAxis => _x ??= PlotAxis.Named(Groups);

    internal override PlotAxis YAxis => _y ??= PlotAxis.Linear(Series.SelectMany(series => series.Values).Where(value => value is not null).Select(value => value!.Upper ?? value.Value), fromZero: true);

    internal override IReadOnlyList<(string Name, PlotMark Mark)> Legend => [.. Series.Select(series => (series.Name, series.Mark))];

    internal override void Draw(FigureCanvas canvas)
    {
        BarSeries[] bars = [.. Series.Where(series => !series.Mark.Hollow)], hollow = [.. Series.Where(series => series.Mark.Hollow)];
        // All hollow marks share the place of one bar: few groups have them.
        double width = GroupWidth / Math.Max(1, bars.Length + Math.Min(1, hollow.Length));
        for (int s = 0; s < bars.Length; s++)
            DrawBars(canvas, bars[s], -(GroupWidth / 2) + ((s + 0.5) * width), width);
        for (int s = 0; s < hollow.Length; s++)
            DrawHollow(canvas, hollow[s], (GroupWidth / 2) - width + ((s + 0.5) * width / hollow.Length));
    }

    static float Size(FigureCanvas canvas, double width, int groups) =>
        Math.Clamp((float)(width / groups) * canvas.Layout.Data.Width * 0.7f, 4, FigureCanvas.MarkerSize - 2);

    void DrawHollow(FigureCanvas canvas, BarSeries series, double offset)
    {
        for (int g = 0; g < Groups.Count; g++)
        {
            if (series.Values[g] is { } value)
                canvas.Marker(series.Mark, canvas.X(g + offset), canvas.Y(value.Value), FigureCanvas.MarkerSize - 2);
        }
    }

    void DrawBars(FigureCanvas canvas, BarSeries series, double offset, double width)
    {
        for (int g = 0; g < Groups.Count; g++)
        {
            if (series.Values[g] is not { } value)
                continue;
            double x = g + offset;
            canvas.Add.Bar(new Bar
            {
                Position = x,
                Value = value.Value,
                Size = width * 0.9,
                FillColor = MarkLook.ColorOf(series.Mark),
                LineColor = MarkLook.Ink,
                LineWidth = 0.75f,
            });
            if (value is { Lower: { } lower, Upper: { } upper })
                canvas.Range(x, lower, upper);
            canvas.Marker(series.Mark, canvas.X(x), canvas.Y(value.Value), Size(canvas, width, Groups.Count));
        }
    }
}
