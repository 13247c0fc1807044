using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>Replaces each occurrence of a string, from left to right.</summary>
sealed class ReplaceNormalizer(string pattern, string content) : Normalizer
{
    /// <inheritdoc/>
    public override string Name => "Replace";

    /// <summary>Gets whether a cut is harmless: the pattern has none of the characters that lie around a cut.</summary>
    public override bool AllowsCuts => !pattern.AsSpan().ContainsAny(CutCharacters.Values);

    /// <inheritdoc/>
    protected override bool LeavesAlone(ReadOnlySpan<char> text) => !text.Contains(pattern, StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override int OriginAfter(ReadOnlySpan<char> text, int originUnits, TextBuffer scratch)
    {
        int start = text.IndexOf(pattern, StringComparison.Ordinal);
        return OriginAfterMatch(text, originUnits, start, start + pattern.Length, content.Length);
    }

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output)
    {
        for (int at = text.IndexOf(pattern, StringComparison.Ordinal); at >= 0; at = text.IndexOf(pattern, StringComparison.Ordinal))
        {
            output.Append(text[..at]);
            output.Append(content);
            text = text[(at + pattern.Length)..];
        }

        output.Append(text);
    }
}
