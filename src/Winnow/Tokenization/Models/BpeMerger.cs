using System.Runtime.InteropServices;

namespace Winnow.Tokenization.Models;

/// <summary>Merges the symbols of a word: always the pair of the lowest rank, of equal ones the leftmost.</summary>
static class BpeMerger
{
    // Up to here looking through all pairs again after each merge is quicker than keeping a queue of them.
    const int ShortWord = 48;

    /// <summary>Merges in place.</summary>
    /// <returns>The number of symbols left, which are the first ones of <paramref name="symbols"/>.</returns>
    public static int Merge(Span<int> symbols, MergeTable merges) =>
        symbols.Length <= ShortWord ? MergeShort(symbols, merges) : MergeLong(symbols, merges);

    static int MergeShort(Span<int> symbols, MergeTable merges)
    {
        int count = symbols.Length;
        Span<int> ranks = stackalloc int[ShortWord];
        for (int i = 0; i + 1 < count; i++)
            ranks[i] = merges.Rank(symbols[i], symbols[i + 1]);

        while (count > 1)
        {
            int best = 0;
            for (int i = 1; i + 1 < count; i++)
            {
                if (ranks[i] < ranks[best])
                    best = i;
            }

            if (ranks[best] == int.MaxValue)
                break;
            symbols[best] = merges.Result(ranks[best]);
            symbols[(best + 2)..count].CopyTo(symbols[(best + 1)..]);
            if (best + 2 < count)
                ranks[(best + 2)..(count - 1)].CopyTo(ranks[(best + 1)..]);
            count--;
            if (best + 1 < count)
                ranks[best] = merges.Rank(symbols[best], symbols[best + 1]);
            if (best > 0)
                ranks[best - 1] = merges.Rank(symbols[best - 1], symbols[best]);
        }

        return count;
    }

    // A queue of (rank, position) and a linked list of symbols: O(n log n) for a word of any length.
    static int MergeLong(Span<int> symbols, MergeTable merges)
    {
        int count = symbols.Length;
        int[] next = new int[count];
        int[] previous = new int[count];
        var first = new List<ulong>(count);
        for (int i = 0; i < count; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1 == count ? -1 : i + 1);
            if (i + 1 < count)
                Note(first, merges.Rank(symbols[i], symbols[i + 1]), i);
        }

        // Sorted pairs are a queue already; only pairs that merges make go through the heap.
        CollectionsMarshal.AsSpan(first).Sort();
        var made = new PriorityQueue<ulong, ulong>();
        for (int taken = 0; taken < first.Count || made.Count > 0;)
        {
            ulong entry = made.Count > 0 && (taken == first.Count || made.Peek() < first[taken]) ? made.Dequeue() : first[taken++];
            int at = (int)(uint)entry;
            int rank = (int)(entry >> 32);
            int right = next[at];
            if (right < 0 || symbols[at] < 0 || merges.Rank(symbols[at], symbols[right]) != rank)
                continue;

            symbols[at] = merges.Result(rank);
            symbols[right] = -1;
            next[at] = next[right];
            if (next[at] >= 0)
            {
                previous[next[at]] = at;
                Note(made, merges.Rank(symbols[at], symbols[next[at]]), at);
            }

            if (previous[at] >= 0)
                Note(made, merges.Rank(symbols[previous[at]], symbols[at]), previous[at]);
        }

        int kept = 0;
        for (int at = 0; at >= 0; at = next[at])
            symbols[kept++] = symbols[at];
        return kept;
    }

    static void Note(List<ulong> pairs, int rank, int at)
    {
        if (rank != int.MaxValue)
            pairs.Add(((ulong)(uint)rank << 32) | (uint)at);
    }

    static void Note(PriorityQueue<ulong, ulong> pairs, int rank, int at)
    {
        if (rank == int.MaxValue)
            return;
        ulong entry = ((ulong)(uint)rank << 32) | (uint)at;
        pairs.Enqueue(entry, entry);
    }
}
