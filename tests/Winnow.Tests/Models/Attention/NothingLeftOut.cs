using Winnow.Models.Attention;

namespace Winnow.Tests.Models.Attention;

/// <summary>A position bias that gives no bound for any score: attention must look at every key.</summary>
sealed unsafe class NothingLeftOut(PositionBias bias) : PositionBias
{
    public override float Fall(in AttentionHead head) => bias.Fall(head);

    public override float Apply(Span<float> scores, int query, int firstKey, in AttentionHead head, float* scratch) => bias.Apply(scores, query, firstKey, head, scratch);

    public override void Apply(float* scores, nint stride, int queries, int keys, int query, int firstKey, in AttentionHead head, float* scratch, float* maxima) =>
        bias.Apply(scores, stride, queries, keys, query, firstKey, head, scratch, maxima);
}
