namespace Winnow.Tokenization.PreTokenizers;

/// <summary>Splits at each occurrence of a string.</summary>
sealed class StringSplit(string pattern, SplitBehavior behavior, bool invert) : PreTokenizer
{
    /// <inheritdoc/>
    public override string Name => "Split";

    /// <summary>Gets whether the split is at single spaces.</summary>
    public override bool BreaksAtSpaces =>
        pattern == " " && !invert && behavior is (SplitBehavior.Removed or SplitBehavior.Isolated or SplitBehavior.MergedWithNext);

    /// <inheritdoc/>
    public override bool Split(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next)
    {
        var joiner = new PieceJoiner(text, originUnits, behavior, flow, next);
        int start = 0;
        while (start < text.Length)
        {
            int found = text[start..].IndexOf(pattern, StringComparison.Ordinal);
            int at = found < 0 ? text.Length : start + found;
            if (start < at && !joiner.Add(start, at, isMatch: invert))
                return false;
            if (found < 0)
                break;
            if (!joiner.Add(at, at + pattern.Length, isMatch: !invert))
                return false;
            start = at + pattern.Length;
        }

        return joiner.Finish();
    }
}
