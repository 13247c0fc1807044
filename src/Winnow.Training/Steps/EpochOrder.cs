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
                new Random(HashCode(seed, epoch)).Shuffle(_order);
                _epoch = epoch;
            }

            return _order[within];
        }
    }

    /// <summary>Mixes two numbers into a seed that is the same in every process.</summary>
    public static int HashCode(int seed, long number)
    {
        // SplitMix64, Steele, Lea and Flood, 2014.
        ulong x = ((ulong)(uint)seed << 32) + ((ulong)number * 0x9E3779B97F4A7C15) + 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (int)((x ^ (x >> 31)) & int.MaxValue);
    }
}
