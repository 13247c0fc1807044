using Winnow.Training.Data;

namespace Winnow.Training.Distillation;

/// <summary>Chooses a few pairs that stand for all: the same ones in every run.</summary>
static class PairSample
{
    /// <summary>Takes queries spread evenly over all, each with one document: with labels over those that have candidates, the first with its first, the next with its second and so on; else with its positive.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="labels">The labels, or null.</param>
    /// <param name="most">The most pairs.</param>
    /// <returns>Positions in the texts.</returns>
    public static IReadOnlyList<(int Query, int Document)> Take(TrainingTexts texts, LabelledLists? labels, int most)
    {
        int[] queries = [.. Enumerable.Range(0, texts.Queries.Count)];
        if (labels is not null && queries.Where(query => labels.Documents(query).Length > 0).ToArray() is { Length: > 0 } labelled)
            queries = labelled;
        else
            labels = null;
        int count = Math.Min(most, queries.Length);
        var pairs = new (int, int)[count];
        for (int i = 0; i < count; i++)
        {
            int query = queries[(int)((long)i * queries.Length / count)];
            ReadOnlySpan<int> candidates = labels is null ? [texts.Positive[query]] : labels.Documents(query);
            pairs[i] = (query, candidates[i % candidates.Length]);
        }

        return pairs;
    }
}
