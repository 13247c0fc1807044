namespace Winnow.Evaluation.Plots;

/// <summary>Lines over a quantity; each axis is logarithmic where its values span more than a factor of five.</summary>
public sealed class LineFigure : Figure
{
    PlotAxis? _x, _y;

    /// <summary>Gets the lines.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    internal override PlotAxis XAxis => _x ??= PlotAxis.LogarithmicIfWide(All.Select(point => point.X));

    internal override PlotAxis YAxis => _y ??= PlotAxis.LogarithmicIfWide(All.SelectMany(point => new[] { point.Y, point.Upper ?? point.Y }));

    internal override IReadOnlyList<(string Name, PlotMark Mark)> Legend => [.. Series.Select(series => (series.Name, series.Mark))];

    IEnumerable<LinePoint> All => Series.SelectMany(series => series.Points);

    internal override void Draw(FigureCanvas canvas)
    {
        foreach (LineSeries series in Series)
        {
            var line = canvas.Add.ScatterLine(
                series.Points.Select(point => XAxis.Position(point.X)).ToArray(), series.Points.Select(point => YAxis.Position(point.Y)).ToArray(), MarkLook.ColorOf(series.Mark));
            line.LineWidth = 2;
            foreach (LinePoint point in series.Points)
            {
                if (point.Upper is { } upper)
                    canvas.Range(point.X, point.Y, upper);
                canvas.Marker(series.Mark, canvas.X(point.X), canvas.Y(point.Y));
            }
        }
    }
}
