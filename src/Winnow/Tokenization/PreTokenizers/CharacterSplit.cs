using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>Splits at each code point of a class: WhitespaceSplit, Punctuation, Digits and CharDelimiterSplit.</summary>
sealed class CharacterSplit<TClass>(string name, TClass members, SplitBehavior behavior, bool breaksAtSpaces, bool isLocal) : PreTokenizer
    where TClass : struct, ICharacterClass
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool BreaksAtSpaces => breaksAtSpaces;

    /// <inheritdoc/>
    public override bool IsLocal => isLocal;

    /// <inheritdoc/>
    public override bool Split(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next)
    {
        var joiner = new PieceJoiner(text, originUnits, behavior, flow, next);
        int start = 0;
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CodePoint.At(text, i, out int units);
            if (!members.Contains(codePoint))
            {
                i += units;
                continue;
            }

            if ((start < i && !joiner.Add(start, i, isMatch: false)) || !joiner.Add(i, i + units, isMatch: true))
                return false;
            i += units;
            start = i;
        }

        return (start == text.Length || joiner.Add(start, text.Length, isMatch: false)) && joiner.Finish();
    }
}
