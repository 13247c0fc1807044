using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>The pattern <c>\w+|[^\w\s]+</c> by hand: runs of word characters and runs of other characters; white space is dropped.</summary>
sealed class WhitespacePreTokenizer : PreTokenizer
{
    /// <inheritdoc/>
    public override string Name => "Whitespace";

    /// <inheritdoc/>
    public override bool BreaksAtSpaces => true;

    /// <inheritdoc/>
    public override bool Split(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next)
    {
        int start = 0;
        var kind = Kind.Space;
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CodePoint.At(text, i, out int units);
            var now = CodePoint.IsWord(codePoint) ? Kind.Word : CodePoint.IsWhitespace(codePoint) ? Kind.Space : Kind.Other;
            if (now != kind)
            {
                if (kind != Kind.Space && !flow.Pass(text, start, i, originUnits, next))
                    return false;
                (start, kind) = (i, now);
            }

            i += units;
        }

        return kind == Kind.Space || flow.Pass(text, start, text.Length, originUnits, next);
    }

    enum Kind
    {
        Space,
        Word,
        Other,
    }
}
