using Winnow.Tokenization;

namespace Winnow.Chunking;

/// <summary>Counts the tokens of parts of one text, no further than a limit. Short parts come again and again and are counted once.</summary>
sealed class TokenCounter(Tokenizer tokenizer, string text, int limit)
{
    const int LongestKept = 32, MostKept = 1 << 16;

    readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    int Enough => limit == int.MaxValue ? limit : limit + 1;

    /// <summary>Gets the number of tokens, or the limit plus one where there are more.</summary>
    public int Count(int start, int end)
    {
        if (end - start > LongestKept)
            return tokenizer.Tokenize(text[start..end], Enough).Length;
        if (_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text.AsSpan(start, end - start), out int count))
            return count;
        string part = text[start..end];
        count = tokenizer.Tokenize(part, Enough).Length;
        if (_known.Count < MostKept)
            _known.Add(part, count);
        return count;
    }

    /// <summary>Gets whether a part has no more tokens than the limit.</summary>
    public bool Fits(int start, int end) => Count(start, end) <= limit;
}
