namespace Winnow.Tokenization.Models;

/// <summary>
/// The pairs of characters over which some merge reaches. Between two characters that are no such pair nothing ever merges, so a giant word
/// can be cut there and its parts merged one by one.
/// </summary>
sealed class MergeCuts
{
    readonly HashSet<ulong> _joined = [];

    /// <summary>Notes a merge by the texts of its two tokens.</summary>
    public void Note(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (!left.IsEmpty && !right.IsEmpty)
            _joined.Add(Key(Text.CodePoint.Before(left, left.Length), Text.CodePoint.At(right, 0, out _)));
    }

    /// <summary>Finds the first cut after <paramref name="start"/>; the text's length where there is none.</summary>
    public int Next(ReadOnlySpan<char> text, int start)
    {
        int before = Text.CodePoint.At(text, start, out int units);
        for (int i = start + units; i < text.Length; i += units)
        {
            int codePoint = Text.CodePoint.At(text, i, out units);
            if (!_joined.Contains(Key(before, codePoint)))
                return i;
            before = codePoint;
        }

        return text.Length;
    }

    static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;
}
