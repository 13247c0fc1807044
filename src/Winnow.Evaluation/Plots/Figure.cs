using SkiaSharp;

namespace Winnow.Evaluation.Plots;

/// <summary>A picture of numbers, as SVG or PNG.</summary>
/// <remarks>The same content gives the same bytes, on every machine: the font comes with the library. Not safe for concurrent use.</remarks>
public abstract class Figure
{
    const int DefaultScale = 2;

    /// <summary>Gets the short name that files and ids carry, such as <c>throughput-ndcg</c>: small letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the title.</summary>
    public required string Title { get; init; }

    /// <summary>Gets the title of the axis that lies.</summary>
    public required string XLabel { get; init; }

    /// <summary>Gets the title of the axis that stands.</summary>
    public required string YLabel { get; init; }

    /// <summary>Gets how the numbers were made, which stands below the picture in small print.</summary>
    /// <value>The default is empty.</value>
    public string Protocol { get; init; } = "";

    /// <summary>Gets what the picture shows, for those who cannot see it.</summary>
    public required string Description { get; init; }

    /// <summary>Gets the axis that lies.</summary>
    internal abstract PlotAxis XAxis { get; }

    /// <summary>Gets the axis that stands.</summary>
    internal abstract PlotAxis YAxis { get; }

    /// <summary>Gets the systems that a legend has to name.</summary>
    internal abstract IReadOnlyList<(string Name, PlotMark Mark)> Legend { get; }

    /// <summary>Gets the width of a strip at the right of the data for what has no place on the axis that lies.</summary>
    internal virtual float Strip => 0;

    /// <summary>Draws the picture as an SVG file with a white ground.</summary>
    /// <returns>An XML document with an XML declaration.</returns>
    public string ToSvg() => ToSvg(inline: false);

    /// <summary>Draws the picture as an SVG element for a page: without ground, in the page's text colour, with ids that carry <see cref="Name"/>.</summary>
    public string ToInlineSvg() => ToSvg(inline: true);

    /// <summary>Draws the picture as a PNG file with a white ground.</summary>
    /// <param name="scale">How many pixels of the file one pixel of the picture is. The default is 2.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is not from 1 to 8.</exception>
    public byte[] ToPng(int scale = DefaultScale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 8);
        using FigureCanvas canvas = Compose();
        using var surface = SKSurface.Create(new SKImageInfo((int)canvas.Layout.Width * scale, (int)canvas.Layout.Height * scale));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(scale);
        canvas.DrawShapes(surface.Canvas);
        canvas.DrawTexts(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>Adds the data.</summary>
    internal abstract void Draw(FigureCanvas canvas);

    string ToSvg(bool inline)
    {
        using FigureCanvas canvas = Compose();
        return FigureSvg.Create(this, canvas, inline);
    }

    FigureCanvas Compose()
    {
        var canvas = new FigureCanvas(this);
        Draw(canvas);
        return canvas;
    }
}
