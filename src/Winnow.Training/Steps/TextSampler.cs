using Winnow.Training.Modules;

namespace Winnow.Training.Steps;

/// <summary>Cuts texts into batches of about equal lengths and equal work, in a new order every epoch.</summary>
sealed class TextSampler
{
    // Texts that are sorted among each other: enough for little padding, and few enough that batches differ from epoch to epoch.
    const int Window = 1 << 13;

    readonly IReadOnlyList<int[]> _texts;
    readonly int _tokens;
    readonly int _seed;
    int[][] _batches = [];
    long _epoch = -1, _first;

    /// <summary>Creates a sampler.</summary>
    /// <param name="texts">The sequences.</param>
    /// <param name="tokens">The most tokens of a batch, padding included.</param>
    /// <param name="seed">Two samplers with the same seed give the same batches.</param>
    public TextSampler(IReadOnlyList<int[]> texts, int tokens, int seed)
    {
        if (texts.Count == 0)
            throw new WinnowException("There are no texts to train on.");
        (_texts, _tokens, _seed) = (texts, tokens, seed);
    }

    /// <summary>Gives the positions of the texts of a step. Steps may be asked for in rising order only, from any step on.</summary>
    public int[] Batch(long step)
    {
        while (step >= _first + _batches.Length)
        {
            _first += _batches.Length;
            _batches = Cut(++_epoch);
        }

        return _batches[step - _first];
    }

    int[][] Cut(long epoch)
    {
        var random = new Random(EpochOrder.Seed(_seed, epoch));
        int[] order = [.. Enumerable.Range(0, _texts.Count)];
        random.Shuffle(order);
        List<int[]> batches = [];
        foreach (int[] window in order.Chunk(Window))
            batches.AddRange(LengthGroups.Cut(window, i => _texts[i].Length, _tokens));

        int[][] all = [.. batches];
        random.Shuffle(all);
        return all;
    }
}
