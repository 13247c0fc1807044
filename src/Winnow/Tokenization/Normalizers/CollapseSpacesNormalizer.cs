using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>The pattern <c> {2,}</c> that SentencePiece models carry, by hand: two and more spaces become <paramref name="content"/>.</summary>
sealed class CollapseSpacesNormalizer(string content) : Normalizer
{
    /// <inheritdoc/>
    public override string Name => "Replace";

    /// <inheritdoc/>
    public override bool AllowsCuts => true;

    /// <inheritdoc/>
    protected override bool LeavesAlone(ReadOnlySpan<char> text) => !text.Contains("  ", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override int OriginAfter(ReadOnlySpan<char> text, int originUnits, TextBuffer scratch)
    {
        int start = text.IndexOf("  ", StringComparison.Ordinal);
        return OriginAfterMatch(text, originUnits, start, text.Length - text[start..].TrimStart(' ').Length, content.Length);
    }

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output)
    {
        for (int at = text.IndexOf("  ", StringComparison.Ordinal); at >= 0; at = text.IndexOf("  ", StringComparison.Ordinal))
        {
            output.Append(text[..at]);
            output.Append(content);
            text = text[at..].TrimStart(' ');
        }

        output.Append(text);
    }
}
