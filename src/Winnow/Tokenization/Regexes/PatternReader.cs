using System.Text;

namespace Winnow.Tokenization.Regexes;

/// <summary>Reads a pattern code point by code point.</summary>
sealed class PatternReader(string pattern)
{
    int _at;

    /// <summary>Gets whether everything has been read.</summary>
    public bool AtEnd => _at == pattern.Length;

    /// <summary>Gets the next code point without reading it.</summary>
    public int Peek => Rune.GetRuneAt(pattern, _at).Value;

    /// <summary>Gets what the last successful <see cref="TryTake"/> read.</summary>
    public string LastTaken { get; private set; } = "";

    /// <summary>Reads a code point.</summary>
    public int Take()
    {
        if (AtEnd)
            throw new RegexSyntaxException("ends too early");
        var rune = Rune.GetRuneAt(pattern, _at);
        _at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    /// <summary>Reads a given text, if it comes next.</summary>
    public bool TryTake(string text)
    {
        if (!pattern.AsSpan(_at).StartsWith(text, StringComparison.Ordinal))
        {
            LastTaken = "";
            return false;
        }

        _at += text.Length;
        LastTaken = text;
        return true;
    }

    /// <summary>Reads up to a closing character and over it.</summary>
    public string TakeUntil(char closing)
    {
        int end = pattern.IndexOf(closing, _at);
        if (end < 0)
            throw new RegexSyntaxException($"lacks a `{closing}`");
        string text = pattern[_at..end];
        _at = end + 1;
        return text;
    }

    /// <summary>Looks at the text up to a closing character without reading it; null where there is none.</summary>
    public string? PeekUntil(char closing)
    {
        int end = pattern.IndexOf(closing, _at);
        return end < 0 ? null : pattern[_at..end];
    }
}
