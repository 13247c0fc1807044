namespace Winnow.Tokenization;

/// <summary>Which text of a pair is cut when the pair is too long. The cut is always at the end of a text.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer text is cut until both have the same length, then both.</summary>
    LongestFirst,

    /// <summary>Only the second text, the document, is cut.</summary>
    OnlySecond,
}
