using System.Text.RegularExpressions;

namespace Winnow.Tokenization.Regexes;

/// <summary>A regular expression of tokenizer.json (Oniguruma's syntax, over code points), run by .NET's engine.</summary>
/// <remarks>
/// It is compiled twice: for text without supplementary characters, where sets of characters are plain classes, and for other text, where
/// they are alternatives of surrogate pairs. A time limit keeps a pattern from running away; the engine that does not backtrack is not used,
/// because on .NET 10 it skips matches of patterns such as <c> ?[^(\s]+</c>.
/// </remarks>
sealed class TextRegex
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    readonly string _source;
    readonly Regex _basic;
    readonly Regex _full;

    /// <summary>Translates and compiles a pattern.</summary>
    /// <exception cref="RegexSyntaxException">The pattern is malformed or not supported.</exception>
    public TextRegex(string source)
    {
        _source = source;
        _basic = Compile(RegexTranslator.Translate(source, basicOnly: true));
        _full = Compile(RegexTranslator.Translate(source, basicOnly: false));
    }

    /// <summary>Finds the next match. An empty match at the end of the last one does not count.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hasSurrogates">What <see cref="HasSurrogates"/> says of the text.</param>
    /// <param name="lastEnd">The end of the last match; -1 at first. It is set to the end of this one.</param>
    /// <param name="start">Where the match begins.</param>
    /// <returns>False where there is no further match.</returns>
    public bool TryNext(ReadOnlySpan<char> text, bool hasSurrogates, ref int lastEnd, out int start)
    {
        var regex = hasSurrogates ? _full : _basic;
        int from = Math.Max(lastEnd, 0);
        try
        {
            while (true)
            {
                var matches = regex.EnumerateMatches(text, from);
                if (!matches.MoveNext())
                    break;
                var match = matches.Current;
                if (match.Length > 0 || match.Index != lastEnd)
                {
                    start = match.Index;
                    lastEnd = match.Index + match.Length;
                    return true;
                }

                if (from == text.Length)
                    break;
                _ = Text.CodePoint.At(text, from, out int units);
                from += units;
            }
        }
        catch (RegexMatchTimeoutException problem)
        {
            throw new WinnowException(
                $"The tokenizer's regular expression \"{_source}\" took more than {TimeLimit.TotalSeconds} seconds for one match. Shorten the text, or use another tokenizer.",
                problem);
        }

        start = 0;
        return false;
    }

    /// <summary>Whether a text has supplementary characters.</summary>
    public static bool HasSurrogates(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\uD800', '\uDFFF');

    static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (ArgumentException)
        {
            throw new RegexSyntaxException("cannot be translated for .NET");
        }
    }
}
