namespace Winnow.Models.Heads;

/// <summary>How the vectors of a sequence's tokens become one.</summary>
enum Pooling
{
    /// <summary>The first token's vector, that of [CLS] or &lt;s&gt;.</summary>
    First,

    /// <summary>The mean over all tokens, special ones included.</summary>
    Mean,

    /// <summary>The mean over all tokens of each of the two segments, side by side.</summary>
    SegmentMeans,
}
