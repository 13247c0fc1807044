using System.Buffers;

namespace Winnow.Tokenization.Normalizers;

/// <summary>
/// Where a long text may be cut so that its parts give the tokens of the whole: between an ASCII letter or digit and one space that another
/// ASCII letter or digit follows.
/// </summary>
static class CutCharacters
{
    /// <summary>Gets the characters around a cut.</summary>
    public static SearchValues<char> Values { get; } = SearchValues.Create(" 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Finds the first cut at or after <paramref name="start"/>; the text's length where there is none.</summary>
    public static int Next(ReadOnlySpan<char> text, int start)
    {
        for (int at = Math.Max(start, 1); at < text.Length - 1; at++)
        {
            int space = text[at..^1].IndexOf(' ');
            if (space < 0)
                break;
            at += space;
            if (char.IsAsciiLetterOrDigit(text[at - 1]) && char.IsAsciiLetterOrDigit(text[at + 1]))
                return at;
        }

        return text.Length;
    }
}
