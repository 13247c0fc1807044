namespace Winnow.Evaluation.Speed.Measures;

/// <summary>What is told of a handful of measured times.</summary>
static class Statistics
{
    /// <summary>Gets the middle value, or the mean of the two in the middle.</summary>
    public static double Median(IReadOnlyList<double> values) => Percentile(values, 50);

    /// <summary>Gets a percentile by linear interpolation between the two nearest ranks, as NumPy does by default: 0 is the smallest value, 100 the largest.</summary>
    /// <param name="values">At least one value, in any order.</param>
    /// <param name="percent">0 to 100.</param>
    public static double Percentile(IReadOnlyList<double> values, double percent)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        double[] sorted = [.. values.Order()];
        double rank = percent / 100 * (sorted.Length - 1);
        int below = (int)rank;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
