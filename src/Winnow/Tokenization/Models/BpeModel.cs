using System.Runtime.InteropServices;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Models;

/// <summary>Byte-pair encoding over code points. Byte-level models come here with their bytes already written as characters.</summary>
sealed class BpeModel : TokenizerModel
{
    // Longer pieces are looked through for places that no merge crosses.
    const int LongPiece = 256;
    const int NotLookedUp = -2;

    readonly Vocabulary _vocabulary;
    readonly MergeTable _merges;
    readonly MergeCuts? _cuts;
    readonly BpeOptions _options;
    readonly ByteTokens? _bytes;
    readonly bool _plainSymbols;
    readonly int[] _common = new int[0x180];

    /// <summary>Creates the model.</summary>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="merges">The merges.</param>
    /// <param name="cuts">Where giant words may be cut; null: nowhere.</param>
    /// <param name="options">The settings.</param>
    public BpeModel(Vocabulary vocabulary, MergeTable merges, MergeCuts? cuts, BpeOptions options)
    {
        _vocabulary = vocabulary;
        _merges = merges;
        _options = options;
        _plainSymbols = options.ContinuingPrefix.Length == 0 && options.EndSuffix.Length == 0;
        _bytes = options.ByteFallback ? new ByteTokens(vocabulary) : null;

        // With any of these a symbol may depend on more than its own character.
        _cuts = _plainSymbols && !options.ByteFallback && !options.FuseUnknown ? cuts : null;
        _common.AsSpan().Fill(NotLookedUp);
    }

    /// <inheritdoc/>
    public override string Name => "BPE";

    /// <inheritdoc/>
    public override Vocabulary Vocabulary => _vocabulary;

    /// <inheritdoc/>
    public override void Tokenize(ReadOnlySpan<char> piece, TokenBuffer output)
    {
        if (_options.IgnoreMerges && piece.Length <= _vocabulary.LongestToken && _vocabulary.Find(piece) is >= 0 and int whole)
        {
            output.Add(whole);
            return;
        }

        if (_cuts is null || piece.Length < LongPiece)
        {
            TokenizeWord(piece, output);
            return;
        }

        for (int start = 0; start < piece.Length && !output.IsEnough;)
        {
            int end = _cuts.Next(piece, start);
            TokenizeWord(piece[start..end], output);
            start = end;
        }
    }

    void TokenizeWord(ReadOnlySpan<char> word, TokenBuffer output)
    {
        const int OnStack = 128;
        if (_bytes is null && word.Length <= OnStack)
        {
            Span<int> symbols = stackalloc int[OnStack];
            int count = ReadSymbols(word, symbols);
            Merge(symbols[..count], output);
            return;
        }

        if (_bytes is null)
        {
            int[] symbols = new int[word.Length];
            int count = ReadSymbols(word, symbols);
            Merge(symbols.AsSpan(0, count), output);
            return;
        }

        var list = new List<int>(word.Length);
        ReadSymbolsOrBytes(word, list);
        Merge(CollectionsMarshal.AsSpan(list), output);
    }

    void Merge(Span<int> symbols, TokenBuffer output)
    {
        int count = symbols.Length < 2 ? symbols.Length : BpeMerger.Merge(symbols, _merges);
        foreach (int id in symbols[..count])
            output.Add(id);
    }

    int ReadSymbols(ReadOnlySpan<char> word, Span<int> symbols)
    {
        int count = 0;
        bool afterUnknown = false;
        for (int i = 0; i < word.Length;)
        {
            int id = SymbolAt(word, i, out int units);
            i += units;
            bool unknown = id < 0;
            if (unknown)
                id = _options.UnknownId;
            if (id >= 0 && !(unknown && afterUnknown && _options.FuseUnknown))
                symbols[count++] = id;
            afterUnknown = unknown;
        }

        return count;
    }

    // An unknown token is held back until the next known symbol, and bytes do not count as one: the order of the reference.
    void ReadSymbolsOrBytes(ReadOnlySpan<char> word, List<int> symbols)
    {
        bool pending = false;
        for (int i = 0; i < word.Length;)
        {
            int id = SymbolAt(word, i, out int units);
            var written = Written(word, i, units);
            i += units;
            if (id >= 0)
            {
                if (pending)
                    symbols.Add(_options.UnknownId);
                pending = false;
                symbols.Add(id);
            }
            else if (!_bytes!.TryAdd(written, symbols) && _options.UnknownId >= 0)
            {
                if (pending && !_options.FuseUnknown)
                    symbols.Add(_options.UnknownId);
                pending = true;
            }
        }

        if (pending)
            symbols.Add(_options.UnknownId);
    }

    int SymbolAt(ReadOnlySpan<char> word, int index, out int units)
    {
        int codePoint = CodePoint.At(word, index, out units);
        if (!_plainSymbols)
            return _vocabulary.Find(Written(word, index, units));
        if ((uint)codePoint >= (uint)_common.Length)
            return _vocabulary.Find(word.Slice(index, units));

        // Two threads may fill an entry at once; they write the same value.
        int id = _common[codePoint];
        if (id == NotLookedUp)
            _common[codePoint] = id = _vocabulary.Find(word.Slice(index, units));
        return id;
    }

    ReadOnlySpan<char> Written(ReadOnlySpan<char> word, int index, int units)
    {
        var symbol = word.Slice(index, units);
        if (_plainSymbols)
            return symbol;
        string prefix = index == 0 ? "" : _options.ContinuingPrefix;
        string suffix = index + units == word.Length ? _options.EndSuffix : "";
        return string.Concat(prefix, symbol, suffix);
    }
}
