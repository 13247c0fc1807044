using ScottPlot;

namespace Winnow.Evaluation.Plots;

/// <summary>Groups of bars from 0, with confidence intervals. Each bar ends in its system's shape, so that no colour is needed to tell them apart.</summary>
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
        double width = GroupWidth / Math.Max(1, Series.Count);
        for (int s = 0; s < Series.Count; s++)
        {
            BarSeries series = Series[s];
            for (int g = 0; g < Groups.Count; g++)
            {
                if (series.Values[g] is not { } value)
                    continue;
                double x = g - (GroupWidth / 2) + ((s + 0.5) * width);
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
                float room = (float)(width / Groups.Count) * canvas.Layout.Data.Width;
                canvas.Marker(series.Mark, canvas.X(x), canvas.Y(value.Value), Math.Clamp(room * 0.7f, 4, FigureCanvas.MarkerSize - 2));
            }
        }
    }
}
