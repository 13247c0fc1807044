namespace Winnow.Evaluation.Speed.Workloads;

/// <summary>Lengths of documents as users send them: many short ones, some long ones, in no order.</summary>
/// <remarks>The lengths are spread evenly by their logarithm, so that as many documents lie between 10 and 71 tokens as between 71 and 500; their mean is about 125.</remarks>
static class MixedLengths
{
    /// <summary>The shortest document in tokens.</summary>
    public const int Shortest = 10;

    /// <summary>The longest document in tokens.</summary>
    public const int Longest = 500;

    /// <summary>Creates lengths, the same at every call.</summary>
    /// <param name="count">The number of documents. A single one has the length in the middle, 71 tokens.</param>
    /// <param name="limit">Lengths above it become it.</param>
    public static int[] Create(int count, int limit = int.MaxValue)
    {
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++)
        {
            double share = count == 1 ? 0.5 : (double)i / (count - 1);
            double length = Shortest * Math.Pow((double)Longest / Shortest, share);
            lengths[i] = Math.Min((int)Math.Round(length), limit);
        }

        new Random(1).Shuffle(lengths);
        return lengths;
    }
}
