using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>Takes white space off the ends of a segment.</summary>
sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    /// <inheritdoc/>
    public override string Name => "Strip";

    /// <inheritdoc/>
    public override bool AllowsCuts => true;

    /// <inheritdoc/>
    public override void Apply(ref NormalizedText text)
    {
        var span = text.Text;
        int start = 0;
        int end = span.Length;
        if (left && text.StartsSegment)
        {
            while (start < end && char.IsWhiteSpace(span[start]))
                start++;
        }

        if (right && text.EndsSegment)
        {
            while (end > start && char.IsWhiteSpace(span[end - 1]))
                end--;
        }

        text.Trim(start, span.Length - end);
    }

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output) => throw new NotSupportedException();
}
