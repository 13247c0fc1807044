namespace Winnow.Evaluation.Plots;

/// <summary>Where the parts of a picture lie.</summary>
sealed class FigureLayout
{
    /// <summary>The sizes of the letters, in pixels.</summary>
    public const float TitleSize = 16, TextSize = 12, SmallSize = 10.5f;

    const float Margin = 12, LegendRow = 20, SmallRow = 14, LegendMarker = 18, LegendGap = 16, DataHeight = 330;

    /// <summary>Lays out a picture.</summary>
    public FigureLayout(Figure figure)
    {
        float top = Margin + TitleSize + 10;
        List<(string Name, PlotMark Mark, float X, float Y)> legend = [];
        float x = Margin + 4;
        foreach ((string name, PlotMark mark) in figure.Legend)
        {
            string shown = PlotFont.Shorten(name, TextSize, Width - (2 * Margin) - LegendMarker - LegendGap);
            float width = LegendMarker + PlotFont.Width(shown, TextSize) + LegendGap;
            if (x + width > Width - Margin && x > Margin + 4)
                (x, top) = (Margin + 4, top + LegendRow);
            legend.Add((shown, mark, x, top + (LegendRow / 2)));
            x += width;
        }

        Legend = legend;
        top += legend.Count > 0 ? LegendRow + 6 : 4;
        float ticks = figure.YAxis.Labels.Select(label => PlotFont.Width(label, TextSize)).DefaultIfEmpty(0).Max();
        Data = new(Margin + 20 + ticks + 8, top, Width - Margin - 8 - figure.Strip, top + DataHeight);
        Strip = new(Data.Right, Data.Top, Data.Right + figure.Strip, Data.Bottom);
        SmallPrint = PlotFont.Wrap(figure.Protocol, SmallSize, Width - (2 * Margin));
        SmallPrintTop = Data.Bottom + 58;
        Height = SmallPrintTop + (SmallPrint.Count * SmallRow) + (Margin / 2);
    }

    /// <summary>Gets the width of the picture.</summary>
    public float Width { get; } = 760;

    /// <summary>Gets its height.</summary>
    public float Height { get; }

    /// <summary>Gets the part where the data is.</summary>
    public PixelBox Data { get; }

    /// <summary>Gets the strip beside it.</summary>
    public PixelBox Strip { get; }

    /// <summary>Gets the entries of the legend and where their markers begin.</summary>
    public IReadOnlyList<(string Name, PlotMark Mark, float X, float Y)> Legend { get; }

    /// <summary>Gets the lines of small print.</summary>
    public IReadOnlyList<string> SmallPrint { get; }

    /// <summary>Gets where the small print begins.</summary>
    public float SmallPrintTop { get; }

    /// <summary>Gets how far the text of the legend is from the beginning of its marker.</summary>
    public static float LegendText => LegendMarker;

    /// <summary>Gets the baseline of a line of small print.</summary>
    public float SmallPrintBaseline(int line) => SmallPrintTop + (line * SmallRow) + SmallSize;

    /// <summary>Gets the left edge of title and small print.</summary>
    public static float Left => Margin;

    /// <summary>Gets the baseline of the title.</summary>
    public static float TitleBaseline => Margin + TitleSize;
}
