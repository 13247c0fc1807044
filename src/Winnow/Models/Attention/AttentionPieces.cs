namespace Winnow.Models.Attention;

/// <summary>How the attention of a layer over a batch is cut into pieces of work: (span of tokens, head, block of queries). Its memory is used again.</summary>
/// <remarks>
/// <para>A span is what attends within itself: a sequence or, in the layers below an interaction, a segment. Pieces never reach over the end of a span.</para>
/// <para>Each piece lays out the keys and values that it sees, so that blocks are as large as leaves work for all workers. A query's result does not depend on its block, but for windows: there the
/// scales of keys and values are those of the keys that the block sees, and blocks always have the same size.</para>
/// </remarks>
sealed class AttentionPieces
{
    /// <summary>The queries of the smallest block, and of every block where there is a window.</summary>
    public const int LeastQueries = 256;

    const int MostQueries = 1024;

    // Pieces of different heads take different times; that many for each worker even them out.
    const int PiecesPerWorker = 8;

    int[] _spans = [];
    int[] _starts = [];
    int[] _queries = [];
    int _count;
    bool _oneQuery;

    /// <summary>Cuts a batch.</summary>
    /// <param name="spans">The start of each span and, last, the number of tokens.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="oneQuery">Whether only the first token of each span attends.</param>
    /// <param name="windowed">Whether queries see the keys of a window alone.</param>
    /// <param name="workers">The number of workers.</param>
    /// <returns>The number of pieces.</returns>
    public int Cut(int[] spans, int heads, bool oneQuery, bool windowed, int workers)
    {
        (_spans, _count, _oneQuery) = (spans, spans.Length - 1, oneQuery);
        if (_starts.Length < _count)
            (_starts, _queries) = (new int[_count], new int[_count]);
        int pieces = 0;
        for (int span = 0; span < _count; span++)
        {
            _starts[span] = pieces;
            _queries[span] = windowed ? LeastQueries : Queries(Length(span), heads, workers);
            pieces += heads * Blocks(span);
        }

        return pieces;
    }

    /// <summary>Finds a piece.</summary>
    public (int Span, int Head, int FirstQuery, int Queries) Find(int piece)
    {
        int span = Array.BinarySearch(_starts, 0, _count, piece);
        if (span < 0)
            span = ~span - 1;
        (int head, int block) = Math.DivRem(piece - _starts[span], Blocks(span));
        int first = block * _queries[span];
        return (span, head, first, _oneQuery ? 1 : Math.Min(_queries[span], Length(span) - first));
    }

    // Whole times the smallest.
    static int Queries(int length, int heads, int workers)
    {
        long share = (long)length * heads / (PiecesPerWorker * workers);
        return (int)Math.Clamp((share + LeastQueries - 1) / LeastQueries * LeastQueries, LeastQueries, MostQueries);
    }

    int Blocks(int span) => _oneQuery ? 1 : (Length(span) + _queries[span] - 1) / _queries[span];

    int Length(int span) => _spans[span + 1] - _spans[span];
}
