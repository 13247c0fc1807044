namespace Winnow.Tokenization.Models;

/// <summary>One token of a segmentation: its id and where it lies in the piece, in UTF-16 units.</summary>
readonly record struct UnigramNode(int Start, int End, int Id);

/// <summary>The best token that ends at each position, for a window of a piece.</summary>
/// <remarks>
/// The window keeps a piece of any length in little memory: from time to time all open paths are followed back to the position that they
/// share, everything before it is final and leaves the window. Scores go on counting from the start of the piece, so that sums round as if
/// the window were the whole.
/// </remarks>
sealed class UnigramLattice
{
    const int FirstCheck = 4096;

    Entry[] _entries = new Entry[128];
    UnigramNode[] _path = new UnigramNode[64];
    int _base;
    int _reach;
    int _nextCheck;

    struct Entry
    {
        public double Score;
        public int Start;
        public int Id;
    }

    /// <summary>Empties the lattice for a new piece.</summary>
    public void Begin()
    {
        if (_entries.Length > 64 * FirstCheck)
            _entries = new Entry[128];
        (_base, _reach, _nextCheck) = (0, 0, FirstCheck);
        _entries[0] = new Entry { Start = -1 };
    }

    /// <summary>Gets the best score of a path that ends at a position.</summary>
    public double ScoreAt(int position) => _entries[position - _base].Score;

    /// <summary>Offers a token; it is taken where it beats the best one with the same end.</summary>
    public void Offer(int start, int end, int id, double score)
    {
        int index = end - _base;
        if (end > _reach)
            Extend(end);
        ref var entry = ref _entries[index];
        if (entry.Start < 0 || score > entry.Score)
            entry = new Entry { Score = score, Start = start, Id = id };
    }

    /// <summary>Whether it is time to call <see cref="Settle"/>.</summary>
    public bool IsFull(int position) => position - _base >= _nextCheck;

    /// <summary>Gives the nodes that no later text can change and drops them from the window.</summary>
    /// <param name="position">The position from which tokens are searched next.</param>
    public ReadOnlySpan<UnigramNode> Settle(int position)
    {
        int shared = SharedPosition(position);
        if (shared == _base)
        {
            _nextCheck *= 2;
            return [];
        }

        var nodes = PathTo(shared);
        _entries.AsSpan(shared - _base, _reach - shared + 1).CopyTo(_entries);
        _entries[0].Start = -1;
        _base = shared;
        _nextCheck = Math.Max(FirstCheck, 2 * (position - shared));
        return nodes;
    }

    /// <summary>Gives the rest of the best path, up to the end of the piece.</summary>
    public ReadOnlySpan<UnigramNode> Finish(int end) => PathTo(end);

    void Extend(int end)
    {
        int length = end - _base + 1;
        if (length > _entries.Length)
            Array.Resize(ref _entries, Math.Max(length, 2 * _entries.Length));
        for (int i = _reach - _base + 1; i < length; i++)
            _entries[i] = new Entry { Start = -1 };
        _reach = end;
    }

    // Follows the open path that lies furthest right, one token at a time, until all open paths meet.
    int SharedPosition(int position)
    {
        var open = new SortedSet<int> { position };
        for (int end = position + 1; end <= _reach; end++)
        {
            if (_entries[end - _base].Start >= 0)
                open.Add(end);
        }

        while (open.Count > 1)
        {
            int last = open.Max;
            open.Remove(last);
            open.Add(_entries[last - _base].Start);
        }

        return open.Max;
    }

    ReadOnlySpan<UnigramNode> PathTo(int end)
    {
        int count = 0;
        for (int at = end; at > _base; at = _entries[at - _base].Start)
            count++;
        if (count > _path.Length)
            _path = new UnigramNode[Math.Max(count, 2 * _path.Length)];
        for (int at = end, i = count - 1; at > _base; i--)
        {
            var entry = _entries[at - _base];
            _path[i] = new UnigramNode(entry.Start, at, entry.Id);
            at = entry.Start;
        }

        return _path.AsSpan(0, count);
    }
}
