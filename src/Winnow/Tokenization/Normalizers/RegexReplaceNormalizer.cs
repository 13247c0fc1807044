using Winnow.Tokenization.Regexes;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>Replaces each match of a pattern by a fixed string.</summary>
sealed class RegexReplaceNormalizer(TextRegex regex, string content) : Normalizer
{
    /// <inheritdoc/>
    public override string Name => "Replace";

    /// <summary>Gets false: a pattern may reach over any cut.</summary>
    public override bool AllowsCuts => false;

    /// <inheritdoc/>
    protected override int OriginAfter(ReadOnlySpan<char> text, int originUnits, TextBuffer scratch)
    {
        int end = -1;
        return regex.TryNext(text, TextRegex.HasSurrogates(text), ref end, out int start)
            ? OriginAfterMatch(text, originUnits, start, end, content.Length)
            : originUnits;
    }

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output)
    {
        bool surrogates = TextRegex.HasSurrogates(text);
        int done = 0;
        for (int end = -1; regex.TryNext(text, surrogates, ref end, out int start); done = end)
        {
            output.Append(text[done..start]);
            output.Append(content);
        }

        output.Append(text[done..]);
    }
}
