using System.Numerics;
using System.Runtime.CompilerServices;

namespace Winnow.Tokenization.Text;

/// <summary>Tokens and their ids in one open-addressing table over one pool of characters.</summary>
/// <remarks>
/// The hash can be continued unit by unit, so the hashes of all prefixes of a word come out of one pass; that is what the greedy search of
/// WordPiece needs. Loading takes one hash and one copy a token, which is most of the time of reading a tokenizer.json.
/// </remarks>
sealed class Vocabulary
{
    /// <summary>The hash of the empty token.</summary>
    public const uint EmptyHash = 2166136261;

    char[] _pool;
    int _poolLength;
    Entry[] _entries;
    int[] _slots;
    int _mask;

    struct Entry
    {
        public uint Hash;
        public int Start;
        public int Length;
        public int Id;
    }

    /// <summary>Creates an empty vocabulary.</summary>
    /// <param name="capacity">The number of tokens expected.</param>
    /// <param name="units">The number of UTF-16 units expected in all tokens together.</param>
    public Vocabulary(int capacity, int units)
    {
        _entries = new Entry[Math.Max(capacity, 16)];
        _pool = new char[Math.Max(units, 16)];
        _slots = [];
        Rehash();
    }

    /// <summary>Gets the number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the length of the longest token in UTF-16 units.</summary>
    public int LongestToken { get; private set; }

    /// <summary>Gets the highest id, or -1.</summary>
    public int HighestId { get; private set; } = -1;

    /// <summary>Continues a hash by one unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Continue(uint hash, char unit) => (hash ^ unit) * 16777619;

    /// <summary>Hashes text, continuing <paramref name="hash"/>.</summary>
    public static uint Hash(ReadOnlySpan<char> text, uint hash = EmptyHash)
    {
        foreach (char unit in text)
            hash = Continue(hash, unit);
        return hash;
    }

    /// <summary>Gives room at the end of the pool for a token that is then added with <see cref="TryAddReserved"/>.</summary>
    public Span<char> Reserve(int units)
    {
        if (_poolLength + units > _pool.Length)
            Array.Resize(ref _pool, Math.Max(2 * _pool.Length, _poolLength + units));
        return _pool.AsSpan(_poolLength, units);
    }

    /// <summary>Adds the token that lies in the reserved room.</summary>
    /// <returns>False where the token is there already; <paramref name="index"/> is then the index of the older one.</returns>
    public bool TryAddReserved(int units, int id, out int index)
    {
        var token = _pool.AsSpan(_poolLength, units);
        uint hash = Hash(token);
        index = IndexOf(hash, [], token);
        if (index >= 0)
            return false;

        if (Count == _entries.Length)
            Array.Resize(ref _entries, 2 * Count);
        if (2 * Count >= _slots.Length)
            Rehash();
        index = Count++;
        _entries[index] = new Entry { Hash = hash, Start = _poolLength, Length = units, Id = id };
        Place(hash, index);
        _poolLength += units;
        LongestToken = Math.Max(LongestToken, units);
        HighestId = Math.Max(HighestId, id);
        return true;
    }

    /// <summary>Gives the token at an index another id.</summary>
    public void SetId(int index, int id)
    {
        _entries[index].Id = id;
        HighestId = Math.Max(HighestId, id);
    }

    /// <summary>Gets the token at an index.</summary>
    public ReadOnlySpan<char> Token(int index) => _pool.AsSpan(_entries[index].Start, _entries[index].Length);

    /// <summary>Whether some token has an id. It looks at every token.</summary>
    public bool HasId(int id) => id <= HighestId && Array.Exists(_entries, entry => entry.Length > 0 && entry.Id == id);

    /// <summary>Gets the id of the token at an index.</summary>
    public int IdAt(int index) => _entries[index].Id;

    /// <summary>Finds the id of a token; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<char> token) => Find(Hash(token), [], token);

    /// <summary>Finds the id of the token made of two parts, whose hash is known; -1 where there is none.</summary>
    public int Find(uint hash, ReadOnlySpan<char> head, ReadOnlySpan<char> tail)
    {
        int index = IndexOf(hash, head, tail);
        return index < 0 ? -1 : _entries[index].Id;
    }

    int IndexOf(uint hash, ReadOnlySpan<char> head, ReadOnlySpan<char> tail)
    {
        for (int slot = Slot(hash); ; slot = (slot + 1) & _mask)
        {
            int index = _slots[slot] - 1;
            if (index < 0)
                return -1;
            ref readonly var entry = ref _entries[index];
            if (entry.Hash != hash || entry.Length != head.Length + tail.Length)
                continue;
            var token = _pool.AsSpan(entry.Start, entry.Length);
            if (token[head.Length..].SequenceEqual(tail) && token[..head.Length].SequenceEqual(head))
                return index;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Slot(uint hash) => (int)((hash ^ (hash >> 15)) & (uint)_mask);

    void Place(uint hash, int index)
    {
        int slot = Slot(hash);
        while (_slots[slot] != 0)
            slot = (slot + 1) & _mask;
        _slots[slot] = index + 1;
    }

    void Rehash()
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4 * Count, 2 * _entries.Length));
        _slots = new int[size];
        _mask = size - 1;
        for (int i = 0; i < Count; i++)
            Place(_entries[i].Hash, i);
    }
}
