using ScottPlot;
using SkiaSharp;

namespace Winnow.Evaluation.Plots;

/// <summary>A picture while it is drawn: shapes go through ScottPlot, texts are kept apart, because SVG has texts of its own.</summary>
sealed class FigureCanvas : IDisposable
{
    /// <summary>The size of a marker in the data.</summary>
    public const float MarkerSize = 10;

    readonly Plot _plot = new();
    readonly List<PlacedText> _texts = [];
    readonly List<(float X, float Y, MarkerStyle Style)> _markers = [];
    readonly List<(float X1, float Y1, float X2, float Y2)> _lines = [];
    readonly PlotAxis _x, _y;

    /// <summary>Starts a picture with its axes, titles and legend.</summary>
    public FigureCanvas(Figure figure)
    {
        (_x, _y) = (figure.XAxis, figure.YAxis);
        Layout = new(figure);
        SetUpAxes();
        Text(new(PlotFont.Shorten(figure.Title, FigureLayout.TitleSize, Layout.Width - (2 * FigureLayout.Left)), FigureLayout.Left, FigureLayout.TitleBaseline, FigureLayout.TitleSize) { Bold = true });
        Text(new(figure.XLabel, (Layout.Data.Left + Layout.Data.Right) / 2, Layout.Data.Bottom + 42, FigureLayout.TextSize) { Anchor = TextAnchor.Middle });
        Text(new(figure.YLabel, FigureLayout.Left + 10, (Layout.Data.Top + Layout.Data.Bottom) / 2, FigureLayout.TextSize) { Anchor = TextAnchor.Middle, Upwards = true });
        AddTickLabels();
        foreach ((string name, PlotMark mark, float x, float y) in Layout.Legend)
        {
            Marker(mark, x + 6, y);
            Text(new(name, x + FigureLayout.LegendText, y + 4, FigureLayout.TextSize));
        }

        for (int line = 0; line < Layout.SmallPrint.Count; line++)
            Text(new(Layout.SmallPrint[line], FigureLayout.Left, Layout.SmallPrintBaseline(line), FigureLayout.SmallSize));
    }

    /// <summary>Gets where the parts lie.</summary>
    public FigureLayout Layout { get; }

    /// <summary>Gets ScottPlot's adder, for data in the coordinates of the axes.</summary>
    public PlottableAdder Add => _plot.Add;

    /// <summary>Gets all texts.</summary>
    public IReadOnlyList<PlacedText> Texts => _texts;

    /// <summary>Gets the pixel of a value on the axis that lies.</summary>
    public float X(double value) => (float)(Layout.Data.Left + ((_x.Position(value) - _x.Least) / (_x.Most - _x.Least) * Layout.Data.Width));

    /// <summary>Gets the pixel of a value on the axis that stands.</summary>
    public float Y(double value) => (float)(Layout.Data.Bottom - ((_y.Position(value) - _y.Least) / (_y.Most - _y.Least) * Layout.Data.Height));

    /// <summary>Adds a text.</summary>
    public void Text(PlacedText text) => _texts.Add(text);

    /// <summary>Adds a marker at a pixel, above everything else.</summary>
    public void Marker(PlotMark mark, float x, float y, float size = MarkerSize) => _markers.Add((x, y, MarkLook.Style(mark, size)));

    /// <summary>Adds a thin line between two pixels.</summary>
    public void Line(float x1, float y1, float x2, float y2) => _lines.Add((x1, y1, x2, y2));

    /// <summary>Adds the line of a range in the data, with short ends.</summary>
    public void Range(double x, double lower, double upper)
    {
        float at = X(x), bottom = Y(lower), top = Y(upper);
        Line(at, bottom, at, top);
        Line(at - 3, bottom, at + 3, bottom);
        Line(at - 3, top, at + 3, top);
    }

    /// <summary>Draws everything but the texts.</summary>
    public void DrawShapes(SKCanvas canvas)
    {
        _plot.Render(canvas, new PixelRect(0, Layout.Width, Layout.Height, 0));
        using var paint = Paint.NewDisposablePaint();
        var thin = new LineStyle(1, MarkLook.Ink);
        foreach ((float x1, float y1, float x2, float y2) in _lines)
            thin.Render(canvas, new PixelLine(x1, y1, x2, y2), paint);
        foreach ((float x, float y, MarkerStyle style) in _markers)
            style.Render(canvas, new Pixel(x, y), paint);
    }

    /// <summary>Draws the texts with the font of the library.</summary>
    public void DrawTexts(SKCanvas canvas)
    {
        using var paint = new SKPaint { Color = new SKColor(MarkLook.Ink.ARGB), IsAntialias = true };
        foreach (PlacedText text in _texts)
        {
            using SKFont font = PlotFont.Create(text.Size, text.Bold);
            var align = text.Anchor switch { TextAnchor.Middle => SKTextAlign.Center, TextAnchor.End => SKTextAlign.Right, _ => SKTextAlign.Left };
            canvas.Save();
            canvas.Translate(text.X, text.Y);
            if (text.Upwards)
                canvas.RotateDegrees(-90);
            canvas.DrawText(text.Text, 0, 0, align, font, paint);
            canvas.Restore();
        }
    }

    /// <summary>Releases what ScottPlot holds.</summary>
    public void Dispose() => _plot.Dispose();

    void SetUpAxes()
    {
        PixelBox data = Layout.Data;
        _plot.Layout.Fixed(new PixelPadding(data.Left, Layout.Width - data.Right, Layout.Height - data.Bottom, data.Top));
        _plot.FigureBackground.Color = _plot.DataBackground.Color = Colors.Transparent;
        _plot.Axes.SetLimits(_x.Least, _x.Most, _y.Least, _y.Most);
        // Texts are placed here; ScottPlot would look for fonts that the machine has.
        Ticks(_plot.Axes.Bottom, _x);
        Ticks(_plot.Axes.Left, _y);
        _plot.Axes.Top.FrameLineStyle.Width = _plot.Axes.Right.FrameLineStyle.Width = 0;
        _plot.Grid.MajorLineColor = MarkLook.Ink.WithAlpha(0.12);
    }

    static void Ticks(IAxis axis, PlotAxis ticks)
    {
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual(ticks.Ticks, [.. ticks.Ticks.Select(_ => "")]);
        axis.TickLabelStyle.IsVisible = false;
        axis.MajorTickStyle.Color = axis.FrameLineStyle.Color = MarkLook.Ink;
    }

    void AddTickLabels()
    {
        float room = _x.Ticks.Length > 1 ? (float)((_x.Ticks[1] - _x.Ticks[0]) / (_x.Most - _x.Least) * Layout.Data.Width) - 6 : Layout.Data.Width;
        for (int i = 0; i < _x.Ticks.Length; i++)
        {
            float x = (float)(Layout.Data.Left + ((_x.Ticks[i] - _x.Least) / (_x.Most - _x.Least) * Layout.Data.Width));
            Text(new(PlotFont.Shorten(_x.Labels[i], FigureLayout.TextSize, room), x, Layout.Data.Bottom + 20, FigureLayout.TextSize) { Anchor = TextAnchor.Middle });
        }

        for (int i = 0; i < _y.Ticks.Length; i++)
        {
            float y = (float)(Layout.Data.Bottom - ((_y.Ticks[i] - _y.Least) / (_y.Most - _y.Least) * Layout.Data.Height));
            Text(new(_y.Labels[i], Layout.Data.Left - 8, y + 4, FigureLayout.TextSize) { Anchor = TextAnchor.End });
        }
    }
}
