namespace Winnow.Evaluation.Plots;

/// <summary>Points between two measures, each with its name beside it; the axis that lies is logarithmic where the values span more than a factor of five.</summary>
public sealed class ScatterFigure : Figure
{
    const float LabelSize = FigureLayout.TextSize, LabelHeight = 15, StripMarker = 16, WidestLabel = 220;

    PlotAxis? _x, _y;

    /// <summary>Gets the points.</summary>
    public required IReadOnlyList<ScatterPoint> Points { get; init; }

    /// <summary>Gets the title of the strip for points without a place on the axis that lies.</summary>
    /// <value>The default is "not measured".</value>
    public string StripLabel { get; init; } = "not measured";

    internal override PlotAxis XAxis => _x ??= PlotAxis.LogarithmicIfWide(Points.Where(point => point.X is not null).Select(point => point.X!.Value));

    internal override PlotAxis YAxis => _y ??= PlotAxis.Linear(Points.Select(point => point.Y));

    internal override IReadOnlyList<(string Name, PlotMark Mark)> Legend => [];

    internal override float Strip => Loose.Length == 0
        ? 0
        : Math.Max(PlotFont.Width(StripLabel, LabelSize), Loose.Max(point => PlotFont.Width(Short(point), LabelSize)) + (2 * StripMarker)) + 20;

    ScatterPoint[] Loose => [.. Points.Where(point => point.X is null)];

    internal override void Draw(FigureCanvas canvas)
    {
        DrawPlaced(canvas, [.. Points.Where(point => point.X is not null)]);
        DrawStrip(canvas, Loose);
    }

    static string Short(ScatterPoint point) => PlotFont.Shorten(point.Label, LabelSize, WidestLabel);

    static void DrawPlaced(FigureCanvas canvas, ScatterPoint[] points)
    {
        PixelBox[] markers = [.. points.Select(point => PixelBox.Around(canvas.X(point.X!.Value), canvas.Y(point.Y), FigureCanvas.MarkerSize + 2))];
        PixelBox[] labels = LabelPlacement.Around(canvas.Layout.Data, markers, [.. points.Select(point => (PlotFont.Width(Short(point), LabelSize) + 2, LabelHeight))]);
        for (int i = 0; i < points.Length; i++)
        {
            float x = (markers[i].Left + markers[i].Right) / 2, y = (markers[i].Top + markers[i].Bottom) / 2;
            canvas.Marker(points[i].Mark, x, y);
            Connect(canvas, labels[i], x, y);
            canvas.Text(new(Short(points[i]), labels[i].Left + 1, labels[i].Bottom - 4, LabelSize));
        }
    }

    // A name that had to go away from its point is tied to it.
    static void Connect(FigureCanvas canvas, PixelBox label, float x, float y)
    {
        float nearX = Math.Clamp(x, label.Left, label.Right), nearY = Math.Clamp(y, label.Top + 3, label.Bottom - 3);
        if (Math.Max(Math.Abs(nearX - x), Math.Abs(nearY - y)) > FigureCanvas.MarkerSize + 4)
            canvas.Line(x, y, nearX, nearY);
    }

    void DrawStrip(FigureCanvas canvas, ScatterPoint[] points)
    {
        if (points.Length == 0)
            return;
        PixelBox strip = canvas.Layout.Strip;
        canvas.Line(strip.Left, strip.Top, strip.Left, strip.Bottom);
        canvas.Text(new(StripLabel, (strip.Left + strip.Right) / 2, strip.Bottom + 20, LabelSize) { Anchor = TextAnchor.Middle });
        float[] places = LabelPlacement.Column([.. points.Select(point => canvas.Y(point.Y))], LabelHeight, strip.Top, strip.Bottom);
        float marker = strip.Left + StripMarker, label = marker + StripMarker;
        for (int i = 0; i < points.Length; i++)
        {
            float y = canvas.Y(points[i].Y);
            canvas.Marker(points[i].Mark, marker, y);
            if (Math.Abs(places[i] - y) > 3)
                canvas.Line(marker + (FigureCanvas.MarkerSize / 2), y, label - 2, places[i]);
            canvas.Text(new(Short(points[i]), label, places[i] + 4, LabelSize));
        }
    }
}
