using System.Text;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>Lowers each code point by itself: no final sigma, no language; only U+0130 becomes two code points.</summary>
sealed class LowercaseNormalizer : Normalizer
{
    /// <inheritdoc/>
    public override string Name => "Lowercase";

    /// <inheritdoc/>
    public override bool AllowsCuts => true;

    /// <summary>Adds the lower case of one code point.</summary>
    public static void AppendLower(int codePoint, TextBuffer output)
    {
        if (codePoint != 0x130)
        {
            output.AppendCodePoint(CodePoint.ToLower(codePoint));
            return;
        }

        output.Append('i');
        output.Append('\u0307');
    }

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output)
    {
        while (!text.IsEmpty)
        {
            int ascii = text.IndexOfAnyExceptInRange('\0', '\x7F');
            ascii = ascii < 0 ? text.Length : ascii;
            _ = Ascii.ToLower(text[..ascii], output.Reserve(ascii), out _);
            text = text[ascii..];

            int i = 0;
            while (i < text.Length && text[i] > 0x7F)
            {
                AppendLower(CodePoint.At(text, i, out int units), output);
                i += units;
            }

            text = text[i..];
        }
    }
}
