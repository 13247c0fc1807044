using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>A stretch of text on its way through the normalizers, with what some steps ask about its place in the original text.</summary>
ref struct NormalizedText
{
    TextBuffer _free;
    TextBuffer _other;

    /// <summary>Creates the stretch; the two buffers hold the rewritten text in turn.</summary>
    public NormalizedText(ReadOnlySpan<char> text, TextBuffer first, TextBuffer second)
    {
        Text = text;
        _free = first;
        _other = second;
    }

    /// <summary>Gets the text as it stands.</summary>
    public ReadOnlySpan<char> Text { get; private set; }

    /// <summary>Gets or sets how many leading units come from the first character of the original text; 0 where the stretch does not begin there.</summary>
    public int OriginUnits { get; set; }

    /// <summary>Gets whether nothing of the same segment lies before this stretch.</summary>
    public bool StartsSegment { get; init; } = true;

    /// <summary>Gets whether nothing of the same segment lies after this stretch.</summary>
    public bool EndsSegment { get; init; } = true;

    /// <summary>Gives an empty buffer to write the next form of the text to.</summary>
    public readonly TextBuffer Begin()
    {
        _free.Clear();
        return _free;
    }

    /// <summary>Makes what was written since <see cref="Begin"/> the text.</summary>
    public void Accept()
    {
        Text = _free.Span;
        (_free, _other) = (_other, _free);
    }

    /// <summary>Takes units off both ends.</summary>
    public void Trim(int left, int right)
    {
        Text = Text[left..^right];
        OriginUnits = Math.Max(0, OriginUnits - left);
    }
}
