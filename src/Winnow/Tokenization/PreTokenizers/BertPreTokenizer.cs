using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>Drops white space and isolates each punctuation mark.</summary>
sealed class BertPreTokenizer : PreTokenizer
{
    /// <inheritdoc/>
    public override string Name => "BertPreTokenizer";

    /// <inheritdoc/>
    public override bool BreaksAtSpaces => true;

    /// <inheritdoc/>
    public override bool Split(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next)
    {
        int start = 0;
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CodePoint.At(text, i, out int units);
            bool space = CodePoint.IsWhitespace(codePoint);
            if (space || CodePoint.IsPunctuation(codePoint))
            {
                if (!flow.Pass(text, start, i, originUnits, next))
                    return false;
                if (!space && !flow.Pass(text, i, i + units, originUnits, next))
                    return false;
                start = i + units;
            }

            i += units;
        }

        return flow.Pass(text, start, text.Length, originUnits, next);
    }
}
