using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>GPT-2's pattern by hand: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.</summary>
static class Gpt2Pattern
{
    /// <summary>Finds the end of the match that begins at <paramref name="start"/>; every character begins a match.</summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        char first = text[start];
        if (first == '\'')
        {
            int contraction = ContractionUnits(text[start..]);
            if (contraction > 0)
                return start + contraction;
        }

        if (!char.IsWhiteSpace(first))
            return RunEnd(text, start);
        if (first == ' ' && start + 1 < text.Length && !char.IsWhiteSpace(text[start + 1]))
            return RunEnd(text, start + 1);

        int end = start + 1;
        while (end < text.Length && char.IsWhiteSpace(text[end]))
            end++;

        // Before other text the last space of a run is left to the match after it.
        return end == text.Length || end == start + 1 ? end : end - 1;
    }

    static int RunEnd(ReadOnlySpan<char> text, int start)
    {
        int codePoint = CodePoint.At(text, start, out int units);
        int kind = Kind(codePoint);
        int end = start + units;
        while (end < text.Length && Kind(CodePoint.At(text, end, out units)) == kind)
            end += units;
        return end;
    }

    static int Kind(int codePoint) =>
        CodePoint.IsLetter(codePoint) ? 0 : CodePoint.IsNumber(codePoint) ? 1 : CodePoint.IsWhitespace(codePoint) ? 2 : 3;

    static int ContractionUnits(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
            return 0;
        if (text[1] is 's' or 't' or 'm' or 'd')
            return 2;
        return text.Length > 2 && (text[1], text[2]) is (('r', 'e') or ('v', 'e') or ('l', 'l')) ? 3 : 0;
    }
}
