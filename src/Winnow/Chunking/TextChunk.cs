namespace Winnow.Chunking;

/// <summary>A part of a text.</summary>
/// <param name="Start">Where it begins in the text, in UTF-16 units.</param>
/// <param name="Text">Exactly what stands there, without white space at the ends.</param>
/// <param name="Tokens">Its length in tokens, special tokens not included.</param>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record TextChunk(int Start, string Text, int Tokens)
{
    /// <summary>Gets the length in UTF-16 units.</summary>
    public int Length => Text.Length;
}
