using System.Text.Json;

namespace Winnow.Client.Wire;

/// <summary>Makes results of an answer. One that is no ranking is the server's fault, not the caller's.</summary>
static class AnswerReader
{
    /// <summary>Parses an answer.</summary>
    /// <exception cref="HttpRequestException">It is no answer of a rerank API.</exception>
    public static RerankAnswerBody Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, WireJson.Default.RerankAnswerBody) is { Results: not null } answer ? answer : throw Wrong("it has no list 'results'");
        }
        catch (JsonException error)
        {
            throw Wrong("it is not the JSON that was expected", error);
        }
    }

    /// <summary>Makes the results, with the caller's documents.</summary>
    /// <exception cref="HttpRequestException">A result has no place in the list, or no score.</exception>
    public static IReadOnlyList<RerankResult> Read(RerankAnswerBody answer, IReadOnlyList<string> documents, RerankOptions? options)
    {
        var results = new RerankResult[answer.Results!.Count];
        var seen = new bool[documents.Count];
        for (int i = 0; i < results.Length; i++)
        {
            RankedBody? ranked = answer.Results[i];
            if (ranked?.Index is not { } index || index < 0 || index >= documents.Count || seen[index])
                throw Wrong($"result {i} has no index of a document, or one that was there already");
            if (ranked.Score is not { } score)
                throw Wrong($"result {i} has no 'relevance_score'");
            seen[index] = true;
            results[i] = new RerankResult(index, score, ranked.Logit ?? Logit(score), options?.ReturnDocuments == false ? null : documents[index]);
        }

        return results;
    }

    // Servers other than Winnow's give a score alone: what the sigmoid of it was, or the score itself where it cannot be one's value.
    static float Logit(float score) => score is >= 0 and <= 1 ? (float)Math.Log(score / (1.0 - score)) : score;

    static HttpRequestException Wrong(string what, Exception? inner = null) =>
        new(HttpRequestError.InvalidResponse, $"The server's answer cannot be used: {what}. Check that the address is that of a rerank API.", inner);
}
