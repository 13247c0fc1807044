namespace Winnow.Tests;

/// <summary>What the tests of an interaction head's terms score.</summary>
static class InteractionTermTexts
{
    public const string Query = "What is the capital of France? the capital";

    /// <summary>Matches of some words and none, several of one, of the prompts' words, of no text at all, and of a document that is cut; the first one twice.</summary>
    public static readonly string[] Documents =
    [
        "Paris is the capital of France.", "", "library open", "capital capital capital", "the passage query: what", string.Concat(Enumerable.Repeat("the library is open ", 200)) + "capital",
        "Paris is the capital of France.", "\ud83d a lone surrogate",
    ];

    public static PairScore[] Score(Reranker reranker, string query, string[] documents, int? maxTokens = null) =>
        reranker.Score([.. documents.Select(document => new TextPair(query, document))], maxTokens, cancellationToken: TestContext.Current.CancellationToken);
}
