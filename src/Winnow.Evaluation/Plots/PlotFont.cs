using SkiaSharp;

namespace Winnow.Evaluation.Plots;

/// <summary>The font of all pictures, which comes with the library: a machine may have none, and pictures must not depend on which it has.</summary>
/// <remarks>DejaVu Sans 2.37 with the letters of Latin, Greek and Cyrillic; characters beyond them are boxes in PNG, while SVG leaves them to the reader's fonts.</remarks>
static class PlotFont
{
    /// <summary>The families that SVG asks for; all are about as wide as the font that places were computed with.</summary>
    public const string Families = "DejaVu Sans, Verdana, sans-serif";

    static readonly SKTypeface Regular = Load("DejaVuSans.ttf");
    static readonly SKTypeface Bold = Load("DejaVuSans-Bold.ttf");

    /// <summary>Creates the font at a size in pixels; the caller disposes it.</summary>
    public static SKFont Create(float size, bool bold) =>
        new(bold ? Bold : Regular, size) { Hinting = SKFontHinting.None, Subpixel = true, LinearMetrics = true, Edging = SKFontEdging.Antialias };

    /// <summary>Measures how wide a text is, in pixels.</summary>
    public static float Width(string text, float size, bool bold = false)
    {
        using SKFont font = Create(size, bold);
        return font.MeasureText(text);
    }

    /// <summary>Breaks a text between words into lines that fit; a word that is too long stands alone.</summary>
    public static IReadOnlyList<string> Wrap(string text, float size, float width)
    {
        List<string> lines = [];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Width($"{lines[^1]} {word}", size) <= width)
                lines[^1] += $" {word}";
            else
                lines.Add(word);
        }

        return lines;
    }

    /// <summary>Cuts a text that is too wide, with an ellipsis at its end.</summary>
    public static string Shorten(string text, float size, float width)
    {
        if (Width(text, size) <= width)
            return text;
        int[] starts = System.Globalization.StringInfo.ParseCombiningCharacters(text);
        int count = starts.Length - 1;
        while (count > 1 && Width(text[..starts[count]] + "…", size) > width)
            count--;
        return count < 1 ? text : text[..starts[count]] + "…";
    }

    static SKTypeface Load(string name)
    {
        using Stream stream = typeof(PlotFont).Assembly.GetManifestResourceStream($"Winnow.Evaluation.Plots.Fonts.{name}")
            ?? throw new InvalidOperationException($"The font {name} is not in the assembly.");
        return SKTypeface.FromStream(stream);
    }
}
