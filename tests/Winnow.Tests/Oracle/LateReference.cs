namespace Winnow.Tests.Oracle;

/// <summary>The late interaction of an interaction head, plain and in double precision, written from the definition in docs/interaction.md.</summary>
static class LateReference
{
    /// <summary>What the term adds to the logit, for the last states of texts whose special tokens and prompts are gone.</summary>
    public static double Term(double weight, double[] center, double[][] query, double[][] document)
    {
        double sum = 0;
        foreach (double[] direction in Directions(query))
        {
            double closest = document.Length == 0 ? 0 : Directions(document).Max(other => Arithmetic.Dot(direction, other));
            sum += (1 - closest) * (1 - closest);
        }

        return query.Length == 0 ? 0 : -weight * sum / query.Length;

        double[][] Directions(double[][] states) => [.. states.Select(state => Pooling.Normalize([.. state.Zip(center, (a, b) => a - b)]))];
    }
}
