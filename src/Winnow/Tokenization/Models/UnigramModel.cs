using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Models;

/// <summary>The segmentation with the highest sum of scores (Viterbi); of equal sums the one found first.</summary>
sealed class UnigramModel : TokenizerModel
{
    const double UnknownPenalty = 10;

    [ThreadStatic]
    static UnigramLattice? _lattice;

    readonly Vocabulary _vocabulary;
    readonly PieceTrie _trie;
    readonly double[] _scores;
    readonly double _unknownScore;
    readonly int _unknownId;
    readonly ByteTokens? _bytes;

    /// <summary>Creates the model.</summary>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="trie">The same tokens, to be found from a position on.</param>
    /// <param name="scores">The score of each id.</param>
    /// <param name="unknownId">The id of characters that no token begins with.</param>
    /// <param name="byteFallback">Whether unknown characters are written as byte tokens where the vocabulary has them.</param>
    public UnigramModel(Vocabulary vocabulary, PieceTrie trie, double[] scores, int unknownId, bool byteFallback)
    {
        _vocabulary = vocabulary;
        _trie = trie;
        _scores = scores;
        _unknownId = unknownId;
        _bytes = byteFallback ? new ByteTokens(vocabulary) : null;
        _unknownScore = double.PositiveInfinity;
        foreach (double score in scores)
            _unknownScore = Math.Min(_unknownScore, score);
        _unknownScore -= UnknownPenalty;
    }

    /// <inheritdoc/>
    public override string Name => "Unigram";

    /// <inheritdoc/>
    public override Vocabulary Vocabulary => _vocabulary;

    /// <inheritdoc/>
    public override void Tokenize(ReadOnlySpan<char> piece, TokenBuffer output)
    {
        var lattice = _lattice ??= new UnigramLattice();
        lattice.Begin();
        var run = new UnknownRun(piece, this, output);
        for (int at = 0; at < piece.Length;)
        {
            _ = CodePoint.At(piece, at, out int units);
            double soFar = lattice.ScoreAt(at);
            bool single = false;
            int node = PieceTrie.Root;
            for (int end = at; end < piece.Length;)
            {
                node = _trie.Step(node, piece[end++]);
                if (node < 0)
                    break;
                int id = _trie.IdAt(node);
                if (id < 0)
                    continue;
                lattice.Offer(at, end, id, _scores[id] + soFar);
                single |= end == at + units;
            }

            if (!single)
                lattice.Offer(at, at + units, _unknownId, _unknownScore + soFar);
            at += units;

            if (lattice.IsFull(at))
            {
                run.Take(lattice.Settle(at));
                if (output.IsEnough)
                    return;
            }
        }

        run.Take(lattice.Finish(piece.Length));
        run.Close();
    }

    void AddUnknown(ReadOnlySpan<char> text, TokenBuffer output)
    {
        int id = text.Length <= _vocabulary.LongestToken ? _trie.Find(text) : -1;
        if (id < 0 && _bytes is not null && _bytes.TryAdd(text, output))
            return;
        output.Add(id < 0 ? _unknownId : id);
    }

    /// <summary>Turns nodes into ids and joins unknown neighbours, also over the places where the lattice was emptied.</summary>
    ref struct UnknownRun(ReadOnlySpan<char> piece, UnigramModel model, TokenBuffer output)
    {
        readonly ReadOnlySpan<char> _piece = piece;
        int _start = -1;
        int _end;

        /// <summary>Takes the next nodes of the best path.</summary>
        public void Take(ReadOnlySpan<UnigramNode> nodes)
        {
            foreach (var node in nodes)
            {
                if (node.Id != model._unknownId)
                {
                    Close();
                    output.Add(node.Id);
                    continue;
                }

                if (_start < 0)
                    _start = node.Start;
                _end = node.End;
            }
        }

        /// <summary>Ends the run of unknown characters, if one is open.</summary>
        public void Close()
        {
            if (_start >= 0)
                model.AddUnknown(_piece[_start.._end], output);
            _start = -1;
        }
    }
}
