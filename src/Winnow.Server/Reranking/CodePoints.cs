using System.Text;

namespace Winnow.Server.Reranking;

/// <summary>Positions of a text as clients in other languages count them.</summary>
static class CodePoints
{
    /// <summary>Counts the Unicode code points of a text.</summary>
    public static int Count(string text) => Before(text, text.Length);

    /// <summary>Counts the Unicode code points before a UTF-16 position; half of a surrogate pair counts as one.</summary>
    public static int Before(string text, int position)
    {
        int count = 0;
        foreach (Rune _ in text.AsSpan(0, position).EnumerateRunes())
            count++;
        return count;
    }
}
