namespace Winnow.Tests.Oracle;

/// <summary>The late interaction of an interaction head, plain and in double precision, written from the definition in docs/interaction.md.</summary>
static class LateReference
{
    /// <summary>What the term adds to the logit, for the last states of texts whose special tokens and prompts are gone.</summary>
    /// <param name="weight">The weight of the term.</param>
    /// <param name="center">The usual state of a token.</param>
    /// <param name="counts">What each token of the query counts.</param>
    /// <param name="query">The query's states.</param>
    /// <param name="document">The document's states.</param>
    public static double Term(double weight, double[] center, double[] counts, double[][] query, double[][] document)
    {
        double sum = 0;
        foreach ((double[] direction, double count) in Directions(query).Zip(counts))
        {
            double closest = document.Length == 0 ? 0 : Directions(document).Max(other => Arithmetic.Dot(direction, other));
            sum += count * (1 - closest) * (1 - closest);
        }

        return counts.Sum() == 0 ? 0 : -weight * sum / counts.Sum();

        double[][] Directions(double[][] states) => [.. states.Select(state => Pooling.Normalize([.. state.Zip(center, (a, b) => a - b)]))];
    }
}
