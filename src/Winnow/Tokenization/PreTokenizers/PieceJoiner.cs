namespace Winnow.Tokenization.PreTokenizers;

/// <summary>Takes matches and the text between them from left to right and hands on pieces as a behaviour joins them.</summary>
ref struct PieceJoiner(ReadOnlySpan<char> text, int originUnits, SplitBehavior behavior, PieceFlow flow, int next)
{
    readonly ReadOnlySpan<char> _text = text;

    // The piece that the next part may still join, where _held.
    bool _held;
    int _start;
    int _end;
    bool _afterMatch;

    /// <summary>Takes the part up to <paramref name="end"/>.</summary>
    /// <returns>False once enough tokens have been found.</returns>
    public bool Add(int start, int end, bool isMatch)
    {
        switch (behavior)
        {
            case SplitBehavior.Removed:
                return isMatch || Pass(start, end);
            case SplitBehavior.Isolated:
                return Pass(start, end);
            case SplitBehavior.MergedWithNext:
                if (!isMatch && _held)
                {
                    _held = false;
                    return Pass(_start, end);
                }

                return isMatch ? Hold(start, end) : Pass(start, end);
            default:
                bool joins = behavior == SplitBehavior.Contiguous ? isMatch == _afterMatch : isMatch && !_afterMatch;
                _afterMatch = isMatch;
                if (!joins || !_held)
                    return Hold(start, end);
                _end = end;
                return true;
        }
    }

    /// <summary>Hands on the piece that is still held.</summary>
    /// <returns>False once enough tokens have been found.</returns>
    public bool Finish() => !_held || Pass(_start, _end);

    bool Hold(int start, int end)
    {
        bool more = Finish();
        (_held, _start, _end) = (true, start, end);
        return more;
    }

    readonly bool Pass(int start, int end) => flow.Pass(_text, start, end, originUnits, next);
}
