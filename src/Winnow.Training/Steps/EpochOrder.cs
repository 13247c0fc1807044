using Winnow.Evaluation.Significance;

namespace Winnow.Training.Steps;

/// <summary>The order in which training sees items: every epoch a new shuffle, the same for the same seed, whatever step one begins at.</summary>
sealed class EpochOrder(int count, int seed)
{
    int[] _order = [];
    long _epoch = -1;

    /// <summary>Gets the item at a place of the endless sequence of epochs.</summary>
    public int this[long place]
    {
        get
        {
            (long epoch, long within) = Math.DivRem(place, count);
            if (epoch != _epoch)
            {
                _order = [.. Enumerable.Range(0, count)];
                new Random(Seed(seed, epoch)).Shuffle(_order);
                _epoch = epoch;
            }

            return _order[within];
        }
    }

    /// <summary>Makes a seed of two numbers, the same in every process.</summary>
    public static int Seed(int seed, long number) => (int)(new SplitMix64(((ulong)(uint)seed << 32) + ((ulong)number * 0x9E3779B97F4A7C15)).Next() & int.MaxValue);
}
