namespace Winnow.Evaluation.Agreement;

/// <summary>Kendall's tau-b: how far two scorings put the same items into the same order, from -1 (reversed) to 1 (the same), with a correction for ties.</summary>
/// <remarks>
/// tau-b = (C - D) / sqrt((P - Tx) (P - Ty)), where P = n (n - 1) / 2 is the number of pairs, C of them are in the same order in both scorings and D in opposite
/// orders, Tx are tied in the first and Ty in the second. Source: Kendall, The treatment of ties in ranking problems, Biometrika 33, 1945; computed in O(n log n)
/// as in Knight, A computer method for calculating Kendall's tau with ungrouped data, JASA 61, 1966. Safe for concurrent use.
/// </remarks>
public static class KendallTau
{
    /// <summary>Compares two scorings.</summary>
    /// <param name="x">The first score of each item.</param>
    /// <param name="y">The second score of each item, in the same order.</param>
    /// <returns>Tau-b, or NaN where one scoring has no two different scores, so that there is no order to compare.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN.</exception>
    public static double Compute(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"There are {x.Length} first scores and {y.Length} second ones.", nameof(y));
        var pairs = new (double X, double Y)[x.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i]))
                throw new ArgumentException($"Item {i} has a score that is not a number.", nameof(x));
            pairs[i] = (x[i], y[i]);
        }

        Array.Sort(pairs);
        long all = Pairs(pairs.Length), tiedX = Ties(pairs, (a, b) => a.X == b.X), tiedBoth = Ties(pairs, (a, b) => a == b);
        double[] second = Array.ConvertAll(pairs, pair => pair.Y);
        // Sorted by x, and within equal x by y: what is still out of order in y is a pair in opposite orders.
        long discordant = SortCountingSwaps(second, new double[second.Length]);
        long tiedY = Ties(second, (a, b) => a == b);
        double concordantLessDiscordant = all - tiedX - tiedY + tiedBoth - (2 * discordant);
        return concordantLessDiscordant / (Math.Sqrt(all - tiedX) * Math.Sqrt(all - tiedY));
    }

    static long Pairs(long n) => n * (n - 1) / 2;

    // The number of pairs within the runs of equal neighbours.
    static long Ties<T>(T[] sorted, Func<T, T, bool> equal)
    {
        long ties = 0;
        for (int start = 0, i = 1; i <= sorted.Length; i++)
        {
            if (i < sorted.Length && equal(sorted[i], sorted[start]))
                continue;
            ties += Pairs(i - start);
            start = i;
        }

        return ties;
    }

    static long SortCountingSwaps(Span<double> values, Span<double> buffer)
    {
        if (values.Length < 2)
            return 0;
        int middle = values.Length / 2;
        long swaps = SortCountingSwaps(values[..middle], buffer) + SortCountingSwaps(values[middle..], buffer);
        int left = 0, right = middle;
        for (int i = 0; i < values.Length; i++)
        {
            if (right == values.Length || (left < middle && values[left] <= values[right]))
            {
                buffer[i] = values[left++];
            }
            else
            {
                swaps += middle - left;
                buffer[i] = values[right++];
            }
        }

        buffer[..values.Length].CopyTo(values);
        return swaps;
    }
}
