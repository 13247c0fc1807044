using System.Globalization;
using System.Runtime.CompilerServices;

namespace Winnow.Tokenization.Text;

/// <summary>Code points in UTF-16 text and the classes that tokenizer.json's steps ask for. The text holds no lone surrogates.</summary>
static class CodePoint
{
    const int LetterMask =
        (1 << (int)UnicodeCategory.UppercaseLetter) | (1 << (int)UnicodeCategory.LowercaseLetter) | (1 << (int)UnicodeCategory.TitlecaseLetter) |
        (1 << (int)UnicodeCategory.ModifierLetter) | (1 << (int)UnicodeCategory.OtherLetter);

    const int MarkMask =
        (1 << (int)UnicodeCategory.NonSpacingMark) | (1 << (int)UnicodeCategory.SpacingCombiningMark) | (1 << (int)UnicodeCategory.EnclosingMark);

    const int NumberMask =
        (1 << (int)UnicodeCategory.DecimalDigitNumber) | (1 << (int)UnicodeCategory.LetterNumber) | (1 << (int)UnicodeCategory.OtherNumber);

    const int WordMask =
        LetterMask | MarkMask | (1 << (int)UnicodeCategory.LetterNumber) | (1 << (int)UnicodeCategory.DecimalDigitNumber) |
        (1 << (int)UnicodeCategory.ConnectorPunctuation);

    const int PunctuationMask =
        (1 << (int)UnicodeCategory.ConnectorPunctuation) | (1 << (int)UnicodeCategory.DashPunctuation) |
        (1 << (int)UnicodeCategory.OpenPunctuation) | (1 << (int)UnicodeCategory.ClosePunctuation) |
        (1 << (int)UnicodeCategory.InitialQuotePunctuation) | (1 << (int)UnicodeCategory.FinalQuotePunctuation) |
        (1 << (int)UnicodeCategory.OtherPunctuation);

    /// <summary>Reads the code point that starts at <paramref name="index"/> and the number of units it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int At(ReadOnlySpan<char> text, int index, out int units)
    {
        int unit = text[index];
        if ((unit & 0xF800) != 0xD800 || index + 1 >= text.Length)
        {
            units = 1;
            return unit;
        }

        units = 2;
        return ((unit - 0xD7C0) << 10) + (text[index + 1] - 0xDC00);
    }

    /// <summary>Reads the code point that ends before <paramref name="index"/>.</summary>
    public static int Before(ReadOnlySpan<char> text, int index) =>
        index >= 2 && char.IsLowSurrogate(text[index - 1]) ? char.ConvertToUtf32(text[index - 2], text[index - 1]) : text[index - 1];

    /// <summary>Whether a code point is white space: Unicode's White_Space, all of it in the BMP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWhitespace(int codePoint) => codePoint < 0x10000 && char.IsWhiteSpace((char)codePoint);

    /// <summary>Whether a code point has one of the letter categories.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLetter(int codePoint) =>
        codePoint < 128 ? (uint)((codePoint | 0x20) - 'a') < 26 : Has(codePoint, LetterMask);

    /// <summary>Whether a code point has one of the number categories.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNumber(int codePoint) =>
        codePoint < 128 ? (uint)(codePoint - '0') < 10 : Has(codePoint, NumberMask);

    /// <summary>Whether a code point is a punctuation mark as BERT counts them: ASCII's 32 symbols and the categories P*.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPunctuation(int codePoint) =>
        codePoint < 128 ? IsAsciiPunctuation(codePoint) : HasInReference(codePoint, PunctuationMask);

    /// <summary>Whether a code point belongs to a word: Alphabetic, marks, decimal digits, connectors and the two joiners.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWord(int codePoint)
    {
        if (codePoint < 128)
            return IsLetter(codePoint) || IsNumber(codePoint) || codePoint == '_';
        return Has(codePoint, WordMask) || IsOtherWord(codePoint);
    }

    /// <summary>Whether a code point is a non-spacing mark (Mn).</summary>
    public static bool IsNonSpacingMark(int codePoint) => HasInReference(codePoint, 1 << (int)UnicodeCategory.NonSpacingMark);

    /// <summary>Whether a code point is a mark of any kind (M*).</summary>
    public static bool IsMark(int codePoint) => HasInReference(codePoint, MarkMask);

    /// <summary>Whether a code point is a control or a format character (Cc, Cf).</summary>
    public static bool IsControlOrFormat(int codePoint) =>
        HasInReference(codePoint, (1 << (int)UnicodeCategory.Control) | (1 << (int)UnicodeCategory.Format));

    /// <summary>Lowers a code point by its simple mapping. U+0130 has two code points in lower case and is the caller's to treat.</summary>
    public static int ToLower(int codePoint)
    {
        if (codePoint < 128)
            return (uint)(codePoint - 'A') < 26 ? codePoint | 0x20 : codePoint;
        return System.Text.Rune.IsValid(codePoint) ? System.Text.Rune.ToLowerInvariant(new System.Text.Rune(codePoint)).Value : codePoint;
    }

    static bool Has(int codePoint, int categories) => ((1 << (int)CharUnicodeInfo.GetUnicodeCategory(codePoint)) & categories) != 0;

    // The reference has tables of its own for these classes, of an older Unicode; models were trained with them.
    static bool HasInReference(int codePoint, int categories)
    {
        var category = CharUnicodeInfo.GetUnicodeCategory(codePoint);
        if (codePoint >= 0x600)
            category = ReferenceUnicode.CategoryOf(codePoint, category);
        return ((1 << (int)category) & categories) != 0;
    }

    static bool IsAsciiPunctuation(int c) =>
        (uint)(c - '!') <= '/' - '!' || (uint)(c - ':') <= '@' - ':' || (uint)(c - '[') <= '`' - '[' || (uint)(c - '{') <= '~' - '{';

    // The joiners, and circled or squared letters: Alphabetic although their category is So.
    static bool IsOtherWord(int c) =>
        c is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
}
