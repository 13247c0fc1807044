using Winnow.Tokenization.Regexes;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>Splits at each match of a pattern.</summary>
sealed class RegexSplit(TextRegex regex, SplitBehavior behavior, bool invert) : PreTokenizer
{
    /// <inheritdoc/>
    public override string Name => "Split";

    /// <inheritdoc/>
    public override bool Split(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next)
    {
        var joiner = new PieceJoiner(text, originUnits, behavior, flow, next);
        bool surrogates = TextRegex.HasSurrogates(text);
        int done = 0;
        for (int end = -1; regex.TryNext(text, surrogates, ref end, out int start); done = end)
        {
            if (done < start && !joiner.Add(done, start, isMatch: invert))
                return false;
            if (!joiner.Add(start, end, isMatch: !invert))
                return false;
        }

        return (done == text.Length || joiner.Add(done, text.Length, isMatch: invert)) && joiner.Finish();
    }
}
