namespace Winnow.Models.Attention;

/// <summary>How the attention of a layer over a batch is cut into pieces of work: (span of tokens, head, block of queries). Its memory is used again.</summary>
/// <remarks>A span is what attends within itself: a sequence or, in the layers below an interaction, a segment. Pieces never reach over the end of a span.</remarks>
sealed class AttentionPieces
{
    int[] _starts = [];
    int[] _spans = [];
    int _count;
    bool _oneQuery;

    /// <summary>Cuts a batch.</summary>
    /// <param name="spans">The start of each span and, last, the number of tokens.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="oneQuery">Whether only the first token of each span attends.</param>
    /// <returns>The number of pieces.</returns>
    public int Cut(int[] spans, int heads, bool oneQuery)
    {
        (_spans, _count, _oneQuery) = (spans, spans.Length - 1, oneQuery);
        if (_starts.Length < _count)
            _starts = new int[_count];
        int pieces = 0;
        for (int span = 0; span < _count; span++)
        {
            _starts[span] = pieces;
            pieces += heads * Blocks(span);
        }

        return pieces;
    }

    /// <summary>Finds a piece.</summary>
    public (int Span, int Head, int Block) Find(int piece)
    {
        int span = Array.BinarySearch(_starts, 0, _count, piece);
        if (span < 0)
            span = ~span - 1;
        (int head, int block) = Math.DivRem(piece - _starts[span], Blocks(span));
        return (span, head, block);
    }

    int Blocks(int span) => _oneQuery ? 1 : (_spans[span + 1] - _spans[span] + SelfAttention.QueryBlock - 1) / SelfAttention.QueryBlock;
}
