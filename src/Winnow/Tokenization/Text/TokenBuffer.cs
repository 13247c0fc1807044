namespace Winnow.Tokenization.Text;

/// <summary>The ids found so far and the number after which the work may stop.</summary>
sealed class TokenBuffer
{
    int[] _ids = new int[64];

    /// <summary>Gets or sets the number of tokens after which the work may stop.</summary>
    public int Wanted { get; set; }

    /// <summary>Gets the number of ids.</summary>
    public int Count { get; private set; }

    /// <summary>Whether enough tokens have been found.</summary>
    public bool IsEnough => Count >= Wanted;

    /// <summary>Gets the number of ids that the buffer has room for.</summary>
    public int Capacity => _ids.Length;

    /// <summary>Gets the ids.</summary>
    public ReadOnlySpan<int> Span => _ids.AsSpan(0, Count);

    /// <summary>Adds an id.</summary>
    public void Add(int id)
    {
        if (Count == _ids.Length)
            Array.Resize(ref _ids, 2 * Count);
        _ids[Count++] = id;
    }

    /// <summary>Drops all ids but the first <paramref name="count"/>.</summary>
    public void CutTo(int count) => Count = count;
}
