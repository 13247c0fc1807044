using System.Text;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>NFC, NFD, NFKC or NFKD.</summary>
sealed class UnicodeFormNormalizer(string name, NormalizationForm form) : Normalizer
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool AllowsCuts => true;

    /// <inheritdoc/>
    protected override bool LeavesAlone(ReadOnlySpan<char> text) => Ascii.IsValid(text);

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output) => NormalizationForms.Append(text, form, output);
}
