namespace Winnow.Tokenization.Text;

/// <summary>A growing buffer of UTF-16 units that is reused between texts.</summary>
sealed class TextBuffer
{
    const int InitialCapacity = 1024;

    char[] _units = new char[InitialCapacity];

    /// <summary>Gets or sets the number of units in use.</summary>
    public int Length { get; set; }

    /// <summary>Gets the units in use.</summary>
    public ReadOnlySpan<char> Span => _units.AsSpan(0, Length);

    /// <summary>Gets the units that the buffer holds room for.</summary>
    public int Capacity => _units.Length;

    /// <summary>Empties the buffer; its room stays.</summary>
    public void Clear() => Length = 0;

    /// <summary>Adds one unit.</summary>
    public void Append(char unit)
    {
        if (Length == _units.Length)
            Grow(1);
        _units[Length++] = unit;
    }

    /// <summary>Adds units.</summary>
    public void Append(ReadOnlySpan<char> units) => units.CopyTo(Reserve(units.Length));

    /// <summary>Adds one code point.</summary>
    public void AppendCodePoint(int codePoint)
    {
        if (codePoint < 0x10000)
        {
            Append((char)codePoint);
            return;
        }

        Append((char)(0xD7C0 + (codePoint >> 10)));
        Append((char)(0xDC00 + (codePoint & 0x3FF)));
    }

    /// <summary>Adds room for <paramref name="count"/> units, which the caller fills.</summary>
    public Span<char> Reserve(int count)
    {
        if (Length + count > _units.Length)
            Grow(count);
        var room = _units.AsSpan(Length, count);
        Length += count;
        return room;
    }

    void Grow(int count)
    {
        long wanted = Math.Max((long)Length + count, 2L * _units.Length);
        Array.Resize(ref _units, (int)Math.Min(wanted, Math.Max(Array.MaxLength, (long)Length + count)));
    }
}
