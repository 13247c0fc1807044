using System.Text;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>Drops marks of all kinds: unlike BERT's step not only the non-spacing ones. Composed letters keep theirs unless a form that decomposes goes before.</summary>
sealed class StripAccentsNormalizer : Normalizer
{
    /// <inheritdoc/>
    public override string Name => "StripAccents";

    /// <inheritdoc/>
    public override bool AllowsCuts => true;

    /// <inheritdoc/>
    protected override bool LeavesAlone(ReadOnlySpan<char> text) => Ascii.IsValid(text);

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output)
    {
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CodePoint.At(text, i, out int units);
            if (codePoint < 128 || !CodePoint.IsMark(codePoint))
                output.Append(text.Slice(i, units));
            i += units;
        }
    }
}
