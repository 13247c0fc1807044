using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>Pairs in the tokenizer's template for two texts, cut together: the longer text first.</summary>
sealed class JoinedPairs(Tokenizer tokenizer) : PairLayout
{
    public override void CheckLimit(int maxTokens)
    {
        if (maxTokens < tokenizer.PairOverhead)
            throw new WinnowException($"The limit of {maxTokens} tokens has no room for the {tokenizer.PairOverhead} special tokens of a pair. Raise the limit.");
    }

    public override int[] TokenizeQuery(string query, int maxTokens) => tokenizer.Tokenize(query);

    public override Encoding Encode(int[] query, string document, int maxTokens, int maxDocumentTokens = int.MaxValue)
    {
        int budget = maxTokens - tokenizer.PairOverhead;
        // A query within the budget stays as it is, whatever the length of the document: then no more than the budget and one token need be known of that.
        int[] tokens = tokenizer.Tokenize(document, query.Length <= budget && budget < int.MaxValue ? budget + 1 : int.MaxValue);
        (int first, int second) = Truncation.LongestFirst(query.Length, Math.Min(tokens.Length, maxDocumentTokens), budget);
        return tokenizer.Assemble(query.AsSpan(0, first), tokens.AsSpan(0, second));
    }

    public override int RoomForDocument(int[] query, int maxTokens)
    {
        int budget = maxTokens - tokenizer.PairOverhead;
        return budget - Math.Min(query.Length, budget / 2);
    }
}
