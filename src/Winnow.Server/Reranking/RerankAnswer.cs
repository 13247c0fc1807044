using Winnow.Server.Models;

namespace Winnow.Server.Reranking;

/// <summary>What a client gets, whatever its dialect.</summary>
/// <param name="Call">What was asked for.</param>
/// <param name="Model">The model that has answered.</param>
/// <param name="Results">The documents, best first.</param>
/// <param name="Tokens">The tokens that were read, special tokens included.</param>
/// <param name="Timings">How long it took.</param>
sealed record RerankAnswer(RerankCall Call, ServedModel Model, IReadOnlyList<RankedDocument> Results, long Tokens, RerankTimings Timings)
{
    /// <summary>Gets a name for this answer that no other one has.</summary>
    public string Id { get; } = $"rerank-{Guid.CreateVersion7():N}";

    /// <summary>Gets the characters that were read, in Unicode code points: the query's once for each document, as text-embeddings-inference counts them.</summary>
    public long Characters
    {
        get
        {
            long query = CodePoints.Count(Call.Query);
            return Call.Documents.Sum(document => query + CodePoints.Count(document.Text));
        }
    }

    /// <summary>Gets when it was made.</summary>
    public DateTimeOffset Created { get; } = TimeProvider.System.GetUtcNow();
}

/// <summary>A document's place in an answer.</summary>
/// <param name="Index">Its place in the call, from 0.</param>
/// <param name="Score">Its relevance, after the model's activation or, where asked for, before it.</param>
/// <param name="Logit">Its relevance before the activation.</param>
/// <param name="Tokens">The tokens that were read of it, the query's with it.</param>
/// <param name="Document">The document.</param>
/// <param name="Spans">The passages that answer best, or null where they were not asked for.</param>
sealed record RankedDocument(int Index, float Score, float Logit, int Tokens, CallDocument Document, IReadOnlyList<RelevantSpan>? Spans);

/// <summary>A passage of a document.</summary>
/// <param name="Start">Where it begins, in Unicode code points.</param>
/// <param name="End">Where the text after it begins.</param>
/// <param name="Score">Its own relevance.</param>
/// <param name="Text">What it says.</param>
readonly record struct RelevantSpan(int Start, int End, float Score, string Text);

/// <summary>Where an answer's time went.</summary>
/// <param name="Tokenization">Text to tokens.</param>
/// <param name="Queue">Until the first pair was computed.</param>
/// <param name="Inference">From there to the last score.</param>
readonly record struct RerankTimings(TimeSpan Tokenization, TimeSpan Queue, TimeSpan Inference)
{
    /// <summary>Gets the sum.</summary>
    public TimeSpan Total => Tokenization + Queue + Inference;
}
