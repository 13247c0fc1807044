using Winnow.Threading;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>Tokenizes pairs in parallel; a query that stands in many pairs is tokenized once.</summary>
sealed class PairTokenization : IWork
{
    const int PairsPerItem = 4;

    readonly Tokenizer _tokenizer;
    readonly IReadOnlyList<TextPair> _pairs;
    readonly int _budget;
    readonly Dictionary<string, int[]> _queries = new(StringComparer.Ordinal);
    readonly CancellationToken _cancellationToken;

    /// <summary>Tokenizes the queries; the documents are the items.</summary>
    /// <exception cref="WinnowException">The limit is smaller than the number of special tokens.</exception>
    public PairTokenization(Tokenizer tokenizer, IReadOnlyList<TextPair> pairs, int maxTokens, CancellationToken cancellationToken)
    {
        _tokenizer = tokenizer;
        _pairs = pairs;
        _budget = maxTokens - tokenizer.PairOverhead;
        if (_budget < 0)
            throw new WinnowException($"The limit of {maxTokens} tokens has no room for the {tokenizer.PairOverhead} special tokens of a pair. Raise the limit.");
        _cancellationToken = cancellationToken;
        Encodings = new Encoding[pairs.Count];
        foreach (TextPair pair in pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_queries.ContainsKey(pair.Query))
                _queries.Add(pair.Query, tokenizer.Tokenize(pair.Query));
        }
    }

    /// <summary>Gets the number of items.</summary>
    public int Items => (_pairs.Count + PairsPerItem - 1) / PairsPerItem;

    /// <summary>Gets the encoded pairs, special tokens included.</summary>
    public Encoding[] Encodings { get; }

    /// <inheritdoc/>
    public void Run(int item, int worker)
    {
        for (int i = item * PairsPerItem; i < Math.Min((item + 1) * PairsPerItem, _pairs.Count); i++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            Encodings[i] = Encode(_queries[_pairs[i].Query], _pairs[i].Document);
        }
    }

    Encoding Encode(int[] query, string document)
    {
        // A query within the budget stays as it is, whatever the length of the document: then no more than the budget and one token need be known of that.
        int[] tokens = _tokenizer.Tokenize(document, query.Length <= _budget ? _budget + 1 : int.MaxValue);
        (int first, int second) = Truncation.LongestFirst(query.Length, tokens.Length, _budget);
        return _tokenizer.Assemble(query.AsSpan(0, first), tokens.AsSpan(0, second));
    }
}
