using Winnow.Models.Interaction;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>Pairs for an interaction head: two single texts end to end, each with its prompt and special tokens, each cut by itself. Token types name the text.</summary>
/// <remarks>Nothing of a document's tokens depends on the query, so that a document can be prepared before any query is known.</remarks>
sealed class SegmentedPairs(Tokenizer tokenizer, InteractionSettings settings) : PairLayout
{
    // What stands in every document: the special tokens and those of the prompt.
    int Overhead { get; } = tokenizer.SingleOverhead + tokenizer.Tokenize(settings.DocumentPrompt).Length;

    public override void CheckLimit(int maxTokens)
    {
        if (maxTokens < tokenizer.SingleOverhead)
            throw new WinnowException($"The limit of {maxTokens} tokens has no room for the {tokenizer.SingleOverhead} special tokens of a text. Raise the limit.");
    }

    public override int[] TokenizeQuery(string query, int maxTokens) => tokenizer.Encode(settings.QueryPrompt + query, maxTokens).Ids;

    public override Encoding Encode(int[] query, string document, int maxTokens, int maxDocumentTokens = int.MaxValue)
    {
        int[] tokens = TokenizeDocument(document, (int)Math.Min(maxTokens, Overhead + (long)maxDocumentTokens));
        var types = new int[query.Length + tokens.Length];
        types.AsSpan(query.Length).Fill(1);
        return new Encoding([.. query, .. tokens], types);
    }

    public override int RoomForDocument(int[] query, int maxTokens) => Math.Max(0, maxTokens - Overhead);

    /// <summary>Encodes a query alone.</summary>
    public Encoding EncodeQuery(string query, int maxTokens)
    {
        int[] tokens = TokenizeQuery(query, maxTokens);
        return new Encoding(tokens, new int[tokens.Length]);
    }

    /// <summary>Encodes a document alone, as it stands in a pair.</summary>
    public Encoding EncodeDocument(string document, int maxTokens)
    {
        int[] tokens = TokenizeDocument(document, maxTokens), types = new int[tokens.Length];
        types.AsSpan().Fill(1);
        return new Encoding(tokens, types);
    }

    int[] TokenizeDocument(string document, int maxTokens) => tokenizer.Encode(settings.DocumentPrompt + document, maxTokens).Ids;
}
