using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Models;

/// <summary>Greedy longest match from the left; a word that cannot be taken apart completely is the unknown token as a whole.</summary>
sealed class WordPieceModel : TokenizerModel
{
    const int StackUnits = 256;

    readonly Vocabulary _vocabulary;
    readonly int _unknownId;
    readonly string _prefix;
    readonly uint _prefixHash;
    readonly int _longestWord;

    /// <summary>Creates the model.</summary>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="unknownId">The id of a word that cannot be taken apart.</param>
    /// <param name="prefix">What the tokens inside a word begin with.</param>
    /// <param name="longestWord">The number of code points above which a word is unknown without being looked at.</param>
    public WordPieceModel(Vocabulary vocabulary, int unknownId, string prefix, int longestWord)
    {
        _vocabulary = vocabulary;
        _unknownId = unknownId;
        _prefix = prefix;
        _prefixHash = Vocabulary.Hash(prefix);
        _longestWord = longestWord;
    }

    /// <inheritdoc/>
    public override string Name => "WordPiece";

    /// <inheritdoc/>
    public override Vocabulary Vocabulary => _vocabulary;

    /// <inheritdoc/>
    public override void Tokenize(ReadOnlySpan<char> piece, TokenBuffer output)
    {
        if (IsTooLong(piece))
        {
            output.Add(_unknownId);
            return;
        }

        int before = output.Count;
        int window = Math.Min(piece.Length, _vocabulary.LongestToken);
        Span<uint> hashes = window <= StackUnits ? stackalloc uint[StackUnits] : new uint[window];
        for (int start = 0; start < piece.Length;)
        {
            var rest = piece.Slice(start, Math.Min(window, piece.Length - start));
            var prefix = start == 0 ? default : _prefix.AsSpan();
            uint hash = start == 0 ? Vocabulary.EmptyHash : _prefixHash;
            for (int i = 0; i < rest.Length; i++)
                hashes[i] = hash = Vocabulary.Continue(hash, rest[i]);

            int id = -1;
            int length = rest.Length;
            for (; length > 0 && id < 0; length--)
                id = _vocabulary.Find(hashes[length - 1], prefix, rest[..length]);
            if (id < 0)
            {
                output.CutTo(before);
                output.Add(_unknownId);
                return;
            }

            output.Add(id);
            start += length + 1;
        }
    }

    bool IsTooLong(ReadOnlySpan<char> word)
    {
        if (word.Length <= _longestWord)
            return false;
        if (word.Length > 2L * _longestWord)
            return true;
        int codePoints = word.Length;
        foreach (char unit in word)
            codePoints -= char.IsLowSurrogate(unit) ? 1 : 0;
        return codePoints > _longestWord;
    }
}
