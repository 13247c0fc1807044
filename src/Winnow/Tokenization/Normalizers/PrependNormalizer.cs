using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>Puts a string before a segment that is not empty.</summary>
sealed class PrependNormalizer(string prepended) : Normalizer
{
    /// <inheritdoc/>
    public override string Name => "Prepend";

    /// <inheritdoc/>
    public override bool AllowsCuts => true;

    /// <inheritdoc/>
    public override void Apply(ref NormalizedText text)
    {
        if (!text.StartsSegment || text.Text.IsEmpty)
            return;

        var output = text.Begin();
        Transform(text.Text, output);

        // What is put before the first character counts as part of it.
        if (text.OriginUnits > 0)
            text.OriginUnits += prepended.Length;
        text.Accept();
    }

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output)
    {
        output.Append(prepended);
        output.Append(text);
    }
}
