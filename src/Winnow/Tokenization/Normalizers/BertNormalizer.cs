using System.Globalization;
using System.Text;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>BERT's clean-up in its fixed order: control characters out, spaces round CJK characters, accents off, lower case.</summary>
/// <remarks>
/// Printable ASCII goes through in bulk. Other characters are mapped one by one through a table that fills as they are met, as long as each
/// becomes at most one character; a run with any other character is decomposed as a whole, because marks that stay may change places.
/// </remarks>
sealed class BertNormalizer(bool cleanText, bool separateCjk, bool stripAccents, bool lowercase) : Normalizer
{
    // What the table says of a character of the BMP besides the character that it becomes. None of the three can be an outcome of its own.
    const char Unknown = '\0';
    const char Dropped = '\u0001';
    const char Whole = '\u0002';

    char[]? _table;

    /// <inheritdoc/>
    public override string Name => "BertNormalizer";

    /// <inheritdoc/>
    public override bool AllowsCuts => true;

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExceptInRange(' ', '~');
            plain = plain < 0 ? text.Length : plain;
            if (lowercase)
                _ = Ascii.ToLower(text[..plain], output.Reserve(plain), out _);
            else
                output.Append(text[..plain]);
            text = text[plain..];

            // Up to the next printable ASCII character, over which neither marks nor compositions reach.
            int odd = text.IndexOfAnyInRange(' ', '~');
            odd = odd < 0 ? text.Length : odd;
            if (odd > 0 && !TryMapEach(text[..odd], output))
                TransformRun(text[..odd], output);
            text = text[odd..];
        }
    }

    bool TryMapEach(ReadOnlySpan<char> run, TextBuffer output)
    {
        // Two threads may fill the table at once; they write the same values.
        char[] table = _table ??= new char[0x10000];
        int before = output.Length;
        foreach (char unit in run)
        {
            char mapped = table[unit];
            if (mapped == Unknown)
                table[unit] = mapped = Classify(unit);
            if (mapped == Whole)
            {
                output.Length = before;
                return false;
            }

            if (mapped == Dropped)
                continue;
            if (separateCjk && IsCjk(unit))
            {
                output.Append(' ');
                output.Append(mapped);
                output.Append(' ');
                continue;
            }

            output.Append(mapped);
        }

        return true;
    }

    char Classify(char unit)
    {
        if (char.IsSurrogate(unit) || unit < '\u0003')
            return cleanText && !char.IsSurrogate(unit) ? Dropped : Whole;

        // A CJK character gets its spaces from the caller; a spare buffer takes it without them.
        var buffer = new TextBuffer();
        TransformRun([unit], buffer);
        var result = separateCjk && IsCjk(unit) ? buffer.Span.Trim(' ') : buffer.Span;
        return result.Length switch
        {
            0 => Dropped,
            1 when !Moves(result[0]) => result[0],
            _ => Whole,
        };
    }

    // A mark that stays may have to change places with its neighbours when the run is decomposed.
    bool Moves(char result) => stripAccents && CharUnicodeInfo.GetUnicodeCategory(result) is
        UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.NonSpacingMark;

    void TransformRun(ReadOnlySpan<char> run, TextBuffer output)
    {
        var cleaned = new TextBuffer();
        for (int i = 0; i < run.Length;)
        {
            int codePoint = CodePoint.At(run, i, out int units);
            i += units;
            if (cleanText && IsCleaned(codePoint))
                continue;
            if (cleanText && CodePoint.IsWhitespace(codePoint))
                codePoint = ' ';
            bool spaced = separateCjk && IsCjk(codePoint);
            if (spaced)
                cleaned.Append(' ');
            cleaned.AppendCodePoint(codePoint);
            if (spaced)
                cleaned.Append(' ');
        }

        var decomposed = cleaned;
        if (stripAccents)
        {
            decomposed = new TextBuffer();
            NormalizationForms.Append(cleaned.Span, NormalizationForm.FormD, decomposed);
        }

        var text = decomposed.Span;
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CodePoint.At(text, i, out int units);
            i += units;
            if (stripAccents && CodePoint.IsNonSpacingMark(codePoint))
                continue;
            if (lowercase)
                LowercaseNormalizer.AppendLower(codePoint, output);
            else
                output.AppendCodePoint(codePoint);
        }
    }

    static bool IsCleaned(int codePoint) => codePoint switch
    {
        '\t' or '\n' or '\r' => false,
        0 or 0xFFFD => true,
        _ => CodePoint.IsControlOrFormat(codePoint) || CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.PrivateUse,
    };

    // The ranges of the reference, one of which (2B920) begins later than its Unicode block.
    static bool IsCjk(int c) =>
        c >= 0x3400 && c is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or
            (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
