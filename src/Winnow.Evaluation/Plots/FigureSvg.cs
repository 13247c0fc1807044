using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using SkiaSharp;

namespace Winnow.Evaluation.Plots;

/// <summary>Makes the SVG of a picture: shapes as Skia writes them, texts as texts, and what assistive technology needs.</summary>
static class FigureSvg
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Creates the XML.</summary>
    public static string Create(Figure figure, FigureCanvas canvas, bool inline)
    {
        FigureLayout layout = canvas.Layout;
        XElement shapes = Shapes(canvas);
        UseOwnIds(shapes, figure.Name);
        UseTextColor(shapes);
        string title = $"{figure.Name}-title", description = $"{figure.Name}-description";
        var root = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Number(layout.Width)} {Number(layout.Height)}"),
            new XAttribute("width", Number(layout.Width)),
            new XAttribute("height", Number(layout.Height)),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", $"{title} {description}"),
            new XAttribute("font-family", PlotFont.Families),
            new XElement(Svg + "title", new XAttribute("id", title), Clean(figure.Title)),
            new XElement(Svg + "desc", new XAttribute("id", description), Clean(figure.Description)));
        if (!inline)
        {
            root.Add(new XAttribute("color", MarkLook.InkHex));
            root.Add(new XElement(Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("fill", "#ffffff")));
        }

        root.Add(shapes.Elements(), new XElement(Svg + "g", new XAttribute("fill", "currentColor"), canvas.Texts.Select(Text)));
        return Write(root, inline);
    }

    static XElement Shapes(FigureCanvas canvas)
    {
        using var stream = new MemoryStream();
        using (SKCanvas svg = SKSvgCanvas.Create(new SKRect(0, 0, canvas.Layout.Width, canvas.Layout.Height), stream))
            canvas.DrawShapes(svg);
        stream.Position = 0;
        XElement shapes = XDocument.Load(stream).Root!;
        // ScottPlot's transparent grounds would be black: Skia leaves the fill out.
        shapes.Elements(Svg + "rect").Where(rect => rect.Attribute("fill") is null).Remove();
        return shapes;
    }

    // Several pictures may stand in one page.
    static void UseOwnIds(XElement shapes, string name)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (XAttribute id in shapes.Descendants().Attributes("id"))
            id.Value = names[id.Value] = string.Create(CultureInfo.InvariantCulture, $"{name}-{names.Count + 1}");
        foreach (XAttribute attribute in shapes.Descendants().Attributes())
        {
            if (attribute.Value.StartsWith("url(#", StringComparison.Ordinal) && names.TryGetValue(attribute.Value[5..^1], out string? renamed))
                attribute.Value = $"url(#{renamed})";
        }
    }

    static void UseTextColor(XElement shapes)
    {
        foreach (XAttribute attribute in shapes.Descendants().Attributes())
        {
            if (attribute.Value.Equals(MarkLook.InkHex, StringComparison.OrdinalIgnoreCase))
                attribute.Value = "currentColor";
        }
    }

    static XElement Text(PlacedText text)
    {
        var element = new XElement(Svg + "text", new XAttribute("x", Number(text.X)), new XAttribute("y", Number(text.Y)), new XAttribute("font-size", Number(text.Size)));
        if (text.Anchor != TextAnchor.Start)
            element.Add(new XAttribute("text-anchor", text.Anchor == TextAnchor.Middle ? "middle" : "end"));
        if (text.Bold)
            element.Add(new XAttribute("font-weight", "bold"));
        if (text.Upwards)
            element.Add(new XAttribute("transform", $"rotate(-90 {Number(text.X)} {Number(text.Y)})"));
        element.Add(Clean(text.Text));
        return element;
    }

    static string Write(XElement root, bool inline)
    {
        var settings = new XmlWriterSettings { OmitXmlDeclaration = inline, Indent = true, IndentChars = " ", NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, settings))
            root.Save(writer);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Takes out what no XML document may hold, such as most control characters and halves of surrogate pairs.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString());
        return clean.ToString();
    }

    static string Number(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
