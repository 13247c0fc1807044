using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Attention;

/// <summary>Scores are scaled products only; positions were added to the embeddings or turned into queries and keys. Optionally only near keys are seen.</summary>
/// <param name="scale">The factor, 1 / sqrt(head size).</param>
/// <param name="reach">The largest distance of a key that is seen, or null for all keys.</param>
sealed unsafe class NoPositionBias(float scale, int? reach = null) : PositionBias
{
    public override bool HasWindow => reach is not null;

    public override (int First, int End) Window(int query, int length) =>
        reach is { } distance ? (Math.Max(0, query - distance), (int)Math.Min(length, (long)query + distance + 1)) : (0, length);

    public override float Apply(Span<float> scores, int query, int firstKey, in AttentionHead head, float* scratch) =>
        Products.ScaleAndFindMax(scores, scale);
}
