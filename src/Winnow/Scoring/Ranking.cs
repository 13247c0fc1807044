namespace Winnow.Scoring;

/// <summary>The order of scored documents.</summary>
static class Ranking
{
    /// <summary>Sorts by falling logit; equal ones keep the order of the input.</summary>
    /// <param name="scores">A score for each document.</param>
    /// <param name="documents">The documents' texts, or null where they are not known.</param>
    /// <param name="options">Settings of the call, or null for the defaults.</param>
    /// <remarks>By the logit, not the score: a sigmoid rounds different large logits to the same 1.</remarks>
    public static RerankResult[] Order(ReadOnlySpan<PairScore> scores, IReadOnlyList<string>? documents, RerankOptions? options)
    {
        var order = new int[scores.Length];
        var keys = new (float NegativeLogit, int Index)[scores.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = (-scores[i].Logit, i);
        }

        Array.Sort(keys, order);
        var results = new RerankResult[Math.Min(options?.TopN ?? int.MaxValue, order.Length)];
        for (int rank = 0; rank < results.Length; rank++)
        {
            int index = order[rank];
            results[rank] = new RerankResult(index, scores[index].Score, scores[index].Logit, options?.ReturnDocuments == false ? null : documents?[index]);
        }

        return results;
    }
}
