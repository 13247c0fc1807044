namespace Winnow.Evaluation.Significance;

/// <summary>The differences of two systems, query by query.</summary>
static class PairedDifference
{
    /// <summary>Gets system − baseline for each query.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double[] Of(ReadOnlySpan<double> baseline, ReadOnlySpan<double> system)
    {
        if (baseline.Length != system.Length)
            throw new ArgumentException($"The baseline has {baseline.Length} values and the other system {system.Length}; both need one for each query.", nameof(system));
        var differences = new double[baseline.Length];
        for (int i = 0; i < differences.Length; i++)
            differences[i] = system[i] - baseline[i];
        return differences;
    }
}
