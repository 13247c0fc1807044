using System.Numerics;

namespace Winnow.Tokenization.Models;

/// <summary>A trie over UTF-16 units whose edges lie in one hash table; it finds all tokens that begin at a position.</summary>
sealed class PieceTrie
{
    ulong[] _edges;
    int[] _children;
    int _mask;
    int _edgeCount;
    int _nodeCount = 1;
    int[] _ids;

    /// <summary>Creates an empty trie with room for about <paramref name="nodes"/> nodes.</summary>
    public PieceTrie(int nodes)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * nodes, 64));
        _edges = new ulong[size];
        _children = new int[size];
        _mask = size - 1;
        _ids = new int[Math.Max(nodes + 1, 16)];
        _ids[0] = -1;
    }

    /// <summary>Gets the root.</summary>
    public static int Root => 0;

    /// <summary>Adds a token; one that is there already gets the new id.</summary>
    public void Add(ReadOnlySpan<char> token, int id)
    {
        int node = Root;
        foreach (char unit in token)
        {
            ulong key = Key(node, unit);
            int slot = SlotOf(key);
            if (_edges[slot] == 0)
            {
                if (2 * ++_edgeCount > _edges.Length)
                {
                    Grow();
                    slot = SlotOf(key);
                }

                if (_nodeCount == _ids.Length)
                    Array.Resize(ref _ids, 2 * _nodeCount);
                _ids[_nodeCount] = -1;
                _edges[slot] = key;
                _children[slot] = _nodeCount++;
            }

            node = _children[slot];
        }

        _ids[node] = id;
    }

    /// <summary>Goes from a node along a unit; -1 where there is no edge.</summary>
    public int Step(int node, char unit)
    {
        ulong key = Key(node, unit);
        int slot = SlotOf(key);
        return _edges[slot] == 0 ? -1 : _children[slot];
    }

    /// <summary>Gets the id of the token that ends at a node; -1 where none does.</summary>
    public int IdAt(int node) => _ids[node];

    /// <summary>Finds the id of a token; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<char> token)
    {
        int node = Root;
        foreach (char unit in token)
        {
            node = Step(node, unit);
            if (node < 0)
                return -1;
        }

        return _ids[node];
    }

    // Never zero, which marks a free slot.
    static ulong Key(int node, char unit) => ((ulong)(uint)(node + 1) << 16) | unit;

    int SlotOf(ulong key)
    {
        int slot = (int)((key * 0x9E3779B97F4A7C15) >> 36) & _mask;
        while (_edges[slot] != key && _edges[slot] != 0)
            slot = (slot + 1) & _mask;
        return slot;
    }

    void Grow()
    {
        var (edges, children) = (_edges, _children);
        _edges = new ulong[2 * edges.Length];
        _children = new int[2 * edges.Length];
        _mask = _edges.Length - 1;
        for (int i = 0; i < edges.Length; i++)
        {
            if (edges[i] == 0)
                continue;
            int slot = SlotOf(edges[i]);
            _edges[slot] = edges[i];
            _children[slot] = children[i];
        }
    }
}
