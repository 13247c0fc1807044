using Winnow.Models;

namespace Winnow.Scoring;

/// <summary>How sequences are put into packed batches for a team of threads.</summary>
/// <param name="Wide">Batches that all threads work on together, one batch after the other.</param>
/// <param name="Narrow">Batches that one thread each works on, many at once.</param>
/// <remarks>
/// A batch on one thread needs no waiting between its steps, so short sequences are dealt out in batches of about <see cref="BatchTokens"/> tokens, the longest
/// first, each to the batch with the fewest tokens. Long sequences, and a handful of short ones that would leave threads idle, are shared by all threads.
/// The plan does not show in the scores: the kernels give a row the same bits in every batch.
/// </remarks>
sealed record BatchPlan(IReadOnlyList<int[]> Wide, IReadOnlyList<int[]> Narrow)
{
    /// <summary>Tokens of a narrow batch: enough rows to make reading the weights cheap, few enough for queries, keys and values to stay in the cache and for threads to end at about the same time.</summary>
    public const int BatchTokens = 256;

    /// <summary>Tokens from which on a sequence has all threads to itself.</summary>
    public const int LongSequence = 1024;

    // A narrow plan must keep all threads busy to about this share.
    const double LeastBalance = 0.75;

    /// <summary>Plans batches.</summary>
    /// <param name="lengths">The tokens of each sequence.</param>
    /// <param name="threads">The number of threads.</param>
    /// <returns>Batches that hold each sequence's number once.</returns>
    public static BatchPlan Create(ReadOnlySpan<int> lengths, int threads)
    {
        List<int[]> wide = [];
        List<int> shorter = [];
        long tokens = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] >= LongSequence && threads > 1)
            {
                wide.Add([i]);
                continue;
            }

            shorter.Add(i);
            tokens += lengths[i];
        }

        if (shorter.Count == 0)
            return new BatchPlan(wide, []);
        List<int>[] batches = Deal(lengths, shorter, tokens, threads, out long heaviest);
        bool idle = batches.Length == threads && tokens < LeastBalance * heaviest * threads;
        if (threads > 1 && (batches.Length < threads || idle))
            return new BatchPlan([.. wide, [.. shorter]], []);
        return new BatchPlan(wide, [.. batches.Select(batch => batch.ToArray())]);
    }

    /// <summary>Packs a batch.</summary>
    /// <param name="sequences">All sequences.</param>
    /// <param name="batch">The numbers of those of the batch.</param>
    /// <param name="segmented">Whether each sequence is two segments, told apart by their token types.</param>
    public static PackedBatch Pack(IReadOnlyList<Tokenization.Encoding> sequences, ReadOnlySpan<int> batch, bool segmented)
    {
        var offsets = new int[batch.Length + 1];
        for (int i = 0; i < batch.Length; i++)
            offsets[i + 1] = offsets[i] + sequences[batch[i]].Ids.Length;
        var ids = new int[offsets[^1]];
        var types = new int[offsets[^1]];
        for (int i = 0; i < batch.Length; i++)
        {
            sequences[batch[i]].Ids.CopyTo(ids, offsets[i]);
            sequences[batch[i]].TypeIds.CopyTo(types, offsets[i]);
        }

        return new PackedBatch(ids, types, offsets) { Segments = segmented ? PackedBatch.FindSegments(types, offsets) : offsets };
    }

    static List<int>[] Deal(ReadOnlySpan<int> lengths, List<int> sequences, long tokens, int threads, out long heaviest)
    {
        // Whole rounds of all threads, as long as there are sequences for them.
        long wanted = (tokens + BatchTokens - 1) / BatchTokens;
        int count = (int)Math.Min((wanted + threads - 1) / threads * threads, sequences.Count);
        var batches = new List<int>[count];
        var loads = new PriorityQueue<int, (long Tokens, int Batch)>(count);
        for (int batch = 0; batch < count; batch++)
        {
            batches[batch] = [];
            loads.Enqueue(batch, (0, batch));
        }

        int[] order = [.. sequences];
        int[] keys = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            keys[i] = -lengths[order[i]];
        Array.Sort(keys, order);
        heaviest = 0;
        foreach (int sequence in order)
        {
            loads.TryDequeue(out int batch, out (long Tokens, int Batch) load);
            batches[batch].Add(sequence);
            heaviest = Math.Max(heaviest, load.Tokens + lengths[sequence]);
            loads.Enqueue(batch, (load.Tokens + lengths[sequence], batch));
        }

        return batches;
    }
}
