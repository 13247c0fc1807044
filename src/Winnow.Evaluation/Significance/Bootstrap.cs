namespace Winnow.Evaluation.Significance;

/// <summary>Bootstrap confidence intervals: how far would a mean move with other queries of the same kind?</summary>
/// <remarks>
/// <para>The percentile method: queries are drawn with replacement, as many as there are, and averaged, again and again; the interval holds the middle part of these means. Its ends are
/// quantiles interpolated between two means (Hyndman and Fan's type 7, as in R and NumPy).</para>
/// <para>Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 13; for rankings Sakai, Evaluating evaluation metrics based on the bootstrap, SIGIR 2006. With fewer than
/// about twenty queries the interval is too narrow, and with one it is a point.</para>
/// </remarks>
public static class Bootstrap
{
    /// <summary>The number of resamples where none is given.</summary>
    public const int DefaultResamples = 10_000;

    /// <summary>The confidence where none is given.</summary>
    public const double DefaultConfidence = 0.95;

    /// <summary>Computes the interval of a mean.</summary>
    /// <param name="values">A value for each query.</param>
    /// <param name="confidence">Between 0 and 1. The default is 0.95.</param>
    /// <param name="resamples">How often queries are drawn. The default is 10,000.</param>
    /// <param name="seed">Where the random numbers start. The default is 1; the same seed gives the same interval everywhere.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not between 0 and 1, or <paramref name="resamples"/> is less than 1.</exception>
    public static ConfidenceInterval Mean(
        ReadOnlySpan<double> values, double confidence = DefaultConfidence, int resamples = DefaultResamples, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "The confidence lies between 0 and 1, for instance 0.95.");
        if (values.IsEmpty)
            throw new ArgumentException("There is no value to draw from.", nameof(values));

        var random = new SplitMix64(seed);
        var means = new double[resamples];
        for (int resample = 0; resample < resamples; resample++)
        {
            double sum = 0;
            for (int i = 0; i < values.Length; i++)
                sum += values[random.Below(values.Length)];
            means[resample] = sum / values.Length;
        }

        Array.Sort(means);
        double tail = (1 - confidence) / 2;
        return new ConfidenceInterval(Quantile(means, tail), Quantile(means, 1 - tail), confidence);
    }

    /// <summary>Computes the interval of the mean difference between two systems on the same queries, which are drawn in pairs.</summary>
    /// <param name="baseline">A value for each query.</param>
    /// <param name="system">The other system's values for the same queries, in the same order.</param>
    /// <param name="confidence">Between 0 and 1. The default is 0.95.</param>
    /// <param name="resamples">How often queries are drawn. The default is 10,000.</param>
    /// <param name="seed">Where the random numbers start. The default is 1; the same seed gives the same interval everywhere.</param>
    /// <returns>The interval of system − baseline.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or there is no value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not between 0 and 1, or <paramref name="resamples"/> is less than 1.</exception>
    public static ConfidenceInterval MeanDifference(
        ReadOnlySpan<double> baseline,
        ReadOnlySpan<double> system,
        double confidence = DefaultConfidence,
        int resamples = DefaultResamples,
        ulong seed = 1) =>
        Mean(PairedDifference.Of(baseline, system), confidence, resamples, seed);

    static double Quantile(double[] sorted, double part)
    {
        double position = part * (sorted.Length - 1);
        int below = (int)position;
        double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return sorted[below] + ((position - below) * (above - sorted[below]));
    }
}
