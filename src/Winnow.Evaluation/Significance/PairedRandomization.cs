namespace Winnow.Evaluation.Significance;

/// <summary>The paired randomisation test, also called Fisher's: could the difference between two systems on the same queries be chance?</summary>
/// <remarks>
/// <para>If the systems were equal, each query's difference could as well have had the other sign. The p-value is the part of all 2ⁿ sign patterns in which the mean difference is at
/// least as far from 0 as the one observed (two-sided). Where there are too many patterns a random sample of them stands in, and p = (b + 1) / (m + 1) with b of m drawn patterns at
/// least as far from 0: the observed pattern counts as one of the sample, so p is never 0 and the test keeps its level.</para>
/// <para>Smucker, Allan and Carterette, A comparison of statistical significance tests for information retrieval evaluation, CIKM 2007; the + 1: Phipson and Smyth, Permutation
/// p-values should never be zero, SAGMB 9(1), 2010. The test says nothing about how large a difference is, and of twenty comparisons of equal systems one falls below 0.05.</para>
/// </remarks>
public static class PairedRandomization
{
    /// <summary>The number of sign patterns where none is given; up to 16 queries with a difference all patterns are enumerated.</summary>
    public const int DefaultPermutations = 100_000;

    /// <summary>Tests two systems.</summary>
    /// <param name="baseline">A value for each query.</param>
    /// <param name="system">The other system's values for the same queries, in the same order.</param>
    /// <param name="permutations">The most sign patterns to look at. The default is 100,000. All patterns are enumerated, and p is exact, where there are no more than this.</param>
    /// <param name="seed">Where the random numbers start. The default is 1; the same seed gives the same p everywhere.</param>
    /// <returns>The two-sided p-value; 1 where no query differs, or there are none.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permutations"/> is less than 1.</exception>
    public static double PValue(ReadOnlySpan<double> baseline, ReadOnlySpan<double> system, int permutations = DefaultPermutations, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 1);
        double[] differences = PairedDifference.Of(baseline, system);
        // A query without a difference adds 0 under either sign, so it changes no pattern's sum.
        differences = Array.FindAll(differences, difference => difference != 0);
        if (differences.Length == 0)
            return 1;

        double threshold = Threshold(differences);
        // The largest shift that fits: beyond 30 queries no int holds the number of patterns.
        return differences.Length <= 30 && 1 << differences.Length <= permutations
            ? Exact(differences, threshold)
            : Sampled(differences, threshold, permutations, seed);
    }

    /// <summary>The observed sum's distance from 0, less what summing in another order may round away: a pattern with the same sum must count as being as far.</summary>
    static double Threshold(double[] differences)
    {
        double sum = 0, magnitude = 0;
        foreach (double difference in differences)
        {
            sum += difference;
            magnitude += Math.Abs(difference);
        }

        return Math.Abs(sum) - (1e-12 * magnitude);
    }

    static double Exact(double[] differences, double threshold)
    {
        int patterns = 1 << differences.Length, extreme = 0;
        for (int pattern = 0; pattern < patterns; pattern++)
        {
            double sum = 0;
            for (int i = 0; i < differences.Length; i++)
                sum += ((pattern >> i) & 1) == 0 ? differences[i] : -differences[i];
            extreme += Math.Abs(sum) >= threshold ? 1 : 0;
        }

        return (double)extreme / patterns;
    }

    static double Sampled(double[] differences, double threshold, int permutations, ulong seed)
    {
        var random = new SplitMix64(seed);
        int extreme = 0;
        for (int permutation = 0; permutation < permutations; permutation++)
        {
            double sum = 0;
            ulong signs = 0;
            for (int i = 0; i < differences.Length; i++)
            {
                if (i % 64 == 0)
                    signs = random.Next();
                // The bit becomes the sign: a branch on it would be mispredicted every second time.
                sum += BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(differences[i]) ^ (signs << 63));
                signs >>= 1;
            }

            extreme += Math.Abs(sum) >= threshold ? 1 : 0;
        }

        return (extreme + 1.0) / (permutations + 1.0);
    }
}
