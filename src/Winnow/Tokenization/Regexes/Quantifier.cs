using System.Globalization;

namespace Winnow.Tokenization.Regexes;

/// <summary>Reads repeats.</summary>
static class Quantifier
{
    const int MostRepeats = 1000;

    /// <summary>Reads the repeat that comes next, written for .NET.</summary>
    /// <returns>Null where none comes next.</returns>
    public static string? TryRead(PatternReader pattern, out bool possessive)
    {
        possessive = false;
        if (pattern.AtEnd)
            return null;
        string? repeat = pattern.Peek switch
        {
            '*' or '+' or '?' => char.ConvertFromUtf32(pattern.Take()),
            '{' => TryReadInterval(pattern),
            _ => null,
        };
        if (repeat is null || pattern.AtEnd)
            return repeat;

        bool isInterval = repeat[0] == '{';
        if (pattern.Peek == '?' && !(isInterval && !repeat.Contains(',', StringComparison.Ordinal)))
        {
            _ = pattern.Take();
            repeat += "?";
        }
        else if (pattern.Peek == '+' && !isInterval)
        {
            _ = pattern.Take();
            possessive = true;
        }

        // Ruby reads a further sign as a repeat of the repeat.
        if (!pattern.AtEnd && (pattern.Peek is '*' or '+' or '?' || (pattern.Peek == '{' && TryReadInterval(pattern) is not null)))
            throw new RegexSyntaxException("repeats a repeat");
        return repeat;
    }

    // Braces that hold no numbers are characters.
    static string? TryReadInterval(PatternReader pattern)
    {
        string? inside = pattern.PeekUntil('}');
        if (inside is null || inside.Length < 2)
            return null;
        string[] bounds = inside[1..].Split(',');
        if (bounds.Length > 2 || !TryParse(bounds[0], out int least) || !TryParse(bounds[^1], out int most) || (bounds[0].Length == 0 && bounds[^1].Length == 0))
            return null;
        if (least > MostRepeats || most > MostRepeats)
            throw new RegexSyntaxException($"repeats something more than {MostRepeats} times");
        bool open = bounds.Length == 2 && bounds[1].Length == 0;
        if (!open && most < least)
            throw new RegexSyntaxException("has a repeat whose bounds are the wrong way round");
        _ = pattern.TakeUntil('}');
        return bounds.Length == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{{{least}}}")
            : string.Create(CultureInfo.InvariantCulture, $"{{{least},{(open ? "" : most)}}}");
    }

    static bool TryParse(string text, out int value)
    {
        value = 0;
        return text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
