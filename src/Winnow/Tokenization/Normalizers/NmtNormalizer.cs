using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>SentencePiece's clean-up for machine translation: some control characters go, some others become spaces.</summary>
sealed class NmtNormalizer : Normalizer
{
    /// <inheritdoc/>
    public override string Name => "Nmt";

    /// <inheritdoc/>
    public override bool AllowsCuts => true;

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output)
    {
        foreach (char unit in text)
        {
            if (IsDropped(unit))
                continue;
            output.Append(IsSpace(unit) ? ' ' : unit);
        }
    }

    static bool IsDropped(char unit) =>
        unit is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F';

    static bool IsSpace(char unit) =>
        unit is '\t' or '\n' or '\f' or '\r' or '\u1680' or (>= '\u200B' and <= '\u200F') or '\u2028' or '\u2029' or '\u2581' or '\uFEFF' or '\uFFFD';
}
