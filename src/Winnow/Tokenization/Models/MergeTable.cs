using System.Numerics;

namespace Winnow.Tokenization.Models;

/// <summary>The merges of a BPE model: for a pair of ids its rank and the id it becomes.</summary>
sealed class MergeTable
{
    const ulong Free = ulong.MaxValue;

    readonly ulong[] _keys;
    readonly int[] _ranks;
    readonly int _mask;
    readonly int[] _results;

    /// <summary>Creates a table with room for a number of merges.</summary>
    public MergeTable(int merges)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * merges, 16));
        _keys = new ulong[size];
        _keys.AsSpan().Fill(Free);
        _ranks = new int[size];
        _mask = size - 1;
        _results = new int[merges];
    }

    /// <summary>Adds the merge of a rank. A pair that comes again takes the later rank, as in the reference.</summary>
    public void Add(int left, int right, int rank, int result)
    {
        int slot = SlotOf(left, right);
        _keys[slot] = Key(left, right);
        _ranks[slot] = rank;
        _results[rank] = result;
    }

    /// <summary>Finds the rank of a pair; <see cref="int.MaxValue"/> where it does not merge.</summary>
    public int Rank(int left, int right)
    {
        int slot = SlotOf(left, right);
        return _keys[slot] == Free ? int.MaxValue : _ranks[slot];
    }

    /// <summary>Gets the id that the merge of a rank makes.</summary>
    public int Result(int rank) => _results[rank];

    static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    int SlotOf(int left, int right)
    {
        ulong key = Key(left, right);
        int slot = (int)((key * 0x9E3779B97F4A7C15) >> 40) & _mask;
        while (_keys[slot] != key && _keys[slot] != Free)
            slot = (slot + 1) & _mask;
        return slot;
    }
}
