using System.Globalization;
using System.Text;

namespace Winnow.Tokenization.Regexes;

/// <summary>
/// Rewrites a regular expression from Oniguruma's Ruby syntax over code points to .NET's syntax over UTF-16 units. What cannot be said
/// exactly is refused.
/// </summary>
sealed class RegexTranslator
{
    const int DeepestNesting = 64;
    const int LongestPattern = 20_000;

    readonly PatternReader _pattern;
    readonly StringBuilder _output = new();
    readonly bool _basicOnly;
    int _depth;

    RegexTranslator(string pattern, bool basicOnly)
    {
        _pattern = new PatternReader(pattern);
        _basicOnly = basicOnly;
    }

    /// <summary>Translates a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="basicOnly">Whether the result is only for text without supplementary characters.</param>
    /// <exception cref="RegexSyntaxException">The pattern is malformed or not supported.</exception>
    public static string Translate(string pattern, bool basicOnly)
    {
        if (pattern.Length > LongestPattern)
            throw new RegexSyntaxException($"is longer than {LongestPattern} characters");
        var translator = new RegexTranslator(pattern, basicOnly);
        bool ignoreCase = translator._pattern.TryTake("(?i)");
        translator.Alternatives(ignoreCase);
        if (!translator._pattern.AtEnd)
            throw new RegexSyntaxException("has a `)` without its `(`");
        return translator._output.ToString();
    }

    void Alternatives(bool ignoreCase)
    {
        if (++_depth > DeepestNesting)
            throw new RegexSyntaxException($"nests deeper than {DeepestNesting} groups");
        while (!_pattern.AtEnd && _pattern.Peek != ')')
        {
            if (_pattern.TryTake("|"))
            {
                _output.Append('|');
                continue;
            }

            Repeated(ignoreCase);
        }

        _depth--;
    }

    void Repeated(bool ignoreCase)
    {
        int start = _output.Length;
        bool repeatable = Atom(ignoreCase);
        string? quantifier = Quantifier.TryRead(_pattern, out bool possessive);
        if (quantifier is null)
            return;
        if (!repeatable)
            throw new RegexSyntaxException("repeats something that takes no characters");
        _output.Append(quantifier);
        if (!possessive)
            return;
        _output.Insert(start, "(?>");
        _output.Append(')');
    }

    bool Atom(bool ignoreCase)
    {
        int c = _pattern.Take();
        switch (c)
        {
            case '(':
                return Group(ignoreCase);
            case '[':
                var set = ClassReader.Read(_pattern);
                if (ignoreCase && !set.IgnoresCase())
                    throw new RegexSyntaxException("has a set of characters that depends on case within (?i)");
                set.WriteTo(_output, _basicOnly);
                return true;
            case '.':
                var any = new CodePointSet();
                any.AddRange(0, '\n' - 1);
                any.AddRange('\n' + 1, 0x10FFFF);
                any.WriteTo(_output, _basicOnly);
                return true;
            case '^':
                // Ruby's anchors are those of lines.
                _output.Append("(?<=\\A|\\n)");
                return false;
            case '$':
                _output.Append("(?=\\n|\\z)");
                return false;
            case '\\':
                return Escape(ignoreCase);
            case '*' or '+' or '?':
                throw new RegexSyntaxException($"has a `{(char)c}` with nothing to repeat");
            default:
                Literal(c, ignoreCase);
                return true;
        }
    }

    bool Group(bool ignoreCase)
    {
        (string opening, bool repeatable) = true switch
        {
            _ when _pattern.TryTake("?:") => ("(?:", true),
            _ when _pattern.TryTake("?i:") => ("(?:", true),
            _ when _pattern.TryTake("?-i:") => ("(?:", true),
            _ when _pattern.TryTake("?>") => ("(?>", true),
            _ when _pattern.TryTake("?=") => ("(?=", false),
            _ when _pattern.TryTake("?!") => ("(?!", false),
            _ when _pattern.TryTake("?<=") => ("(?<=", false),
            _ when _pattern.TryTake("?<!") => ("(?<!", false),
            _ when _pattern.TryTake("?") => throw new RegexSyntaxException("has a kind of group that is not supported"),
            _ => ("(?:", true),
        };
        bool ignoresInside = _pattern.LastTaken switch { "?i:" => true, "?-i:" => false, _ => ignoreCase };
        _output.Append(opening);
        Alternatives(ignoresInside);
        if (!_pattern.TryTake(")"))
            throw new RegexSyntaxException("has a `(` without its `)`");
        _output.Append(')');
        return repeatable;
    }

    bool Escape(bool ignoreCase)
    {
        if (_pattern.AtEnd)
            throw new RegexSyntaxException("ends in a backslash");
        if (_pattern.Peek is 'A' or 'z' or 'Z')
        {
            _output.Append('\\').Append((char)_pattern.Take());
            return false;
        }

        var set = new CodePointSet();
        int literal = ClassReader.ReadEscape(_pattern, set);
        if (literal >= 0)
            Literal(literal, ignoreCase);
        else if (ignoreCase && !set.IgnoresCase())
            throw new RegexSyntaxException("has a property that depends on case within (?i)");
        else
            set.WriteTo(_output, _basicOnly);
        return true;
    }

    void Literal(int c, bool ignoreCase)
    {
        if (c > 0xFFFF)
        {
            _output.Append(CultureInfo.InvariantCulture, $"(?:\\u{0xD7C0 + (c >> 10):X4}\\u{0xDC00 + (c & 0x3FF):X4})");
            return;
        }

        if (ignoreCase && c > 127)
            throw new RegexSyntaxException("has a letter beyond ASCII within (?i)");
        if (!ignoreCase || !char.IsAsciiLetter((char)c))
        {
            _output.Append(CultureInfo.InvariantCulture, $"\\u{c:X4}");
            return;
        }

        char lower = (char)(c | 0x20);
        if (!_pattern.AtEnd && MakesLigature(lower))
            throw new RegexSyntaxException("has letters within (?i) that also stand for one character, such as \u00DF");

        // Two characters beyond ASCII fold to an ASCII letter.
        string other = lower switch { 's' => "\\u017F", 'k' => "\\u212A", _ => "" };
        _output.Append('[').Append(lower).Append(char.ToUpperInvariant(lower)).Append(other).Append(']');
    }

    bool MakesLigature(char lower) => (lower, (char)(_pattern.Peek | 0x20)) is ('s', 's') or ('s', 't') or ('f', 'f') or ('f', 'i') or ('f', 'l');
}
