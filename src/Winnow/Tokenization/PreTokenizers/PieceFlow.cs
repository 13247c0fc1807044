using Winnow.Tokenization.Models;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>Carries pieces through the stages one at a time, so that no list of pieces is ever held and the work can stop at any piece.</summary>
readonly struct PieceFlow(PreTokenizer[] stages, TokenizerModel model, TokenBuffer output)
{
    /// <summary>Hands a piece to a stage, or to the model after the last one. Empty pieces vanish.</summary>
    /// <returns>False once enough tokens have been found.</returns>
    public bool Pass(ReadOnlySpan<char> piece, int originUnits, int stage)
    {
        if (piece.IsEmpty)
            return true;
        if (stage < stages.Length)
            return stages[stage].Split(piece, originUnits, this, stage + 1);

        model.Tokenize(piece, output);
        return !output.IsEnough;
    }

    /// <summary>Hands on the part of <paramref name="text"/> from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public bool Pass(ReadOnlySpan<char> text, int start, int end, int originUnits, int stage) =>
        Pass(text[start..end], Math.Max(0, Math.Min(originUnits, end) - start), stage);
}
