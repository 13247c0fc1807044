namespace Winnow.Evaluation.FirstStage;

/// <summary>What makes two vectors near.</summary>
public enum VectorSimilarity
{
    /// <summary>The cosine of their angle: the dot product after both are scaled to length 1.</summary>
    Cosine,

    /// <summary>Their dot product, for models whose lengths carry meaning.</summary>
    Dot,
}
