using Winnow.Threading;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>Tokenizes pairs in parallel; a query that stands in many pairs is tokenized once.</summary>
sealed class PairTokenization : IWork
{
    const int PairsPerItem = 4;

    readonly PairLayout _layout;
    readonly IReadOnlyList<TextPair> _pairs;
    readonly int _maxTokens;
    readonly Dictionary<string, int[]> _queries = new(StringComparer.Ordinal);
    readonly CancellationToken _cancellationToken;

    /// <summary>Tokenizes the queries; the documents are the items.</summary>
    /// <exception cref="WinnowException">The limit is smaller than the number of special tokens.</exception>
    public PairTokenization(PairLayout layout, IReadOnlyList<TextPair> pairs, int maxTokens, CancellationToken cancellationToken)
    {
        _layout = layout;
        _pairs = pairs;
        _maxTokens = maxTokens;
        layout.CheckLimit(maxTokens);
        _cancellationToken = cancellationToken;
        Encodings = new Encoding[pairs.Count];
        foreach (TextPair pair in pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_queries.ContainsKey(pair.Query))
                _queries.Add(pair.Query, layout.TokenizeQuery(pair.Query, maxTokens));
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
            Encodings[i] = _layout.Encode(_queries[_pairs[i].Query], _pairs[i].Document, _maxTokens);
        }
    }
}
