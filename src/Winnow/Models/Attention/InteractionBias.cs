using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Attention;

/// <summary>
/// The scores of a layer in which query and document see each other: within a segment those of ALiBi, <c>scale * q_i k_j - slope_h |i - j|</c>; between the two
/// <c>scale * q_i k_j + gate_h</c>, whatever the distance.
/// </summary>
/// <param name="alibi">The bias within a segment.</param>
/// <param name="gates">What is added between segments, one number a head.</param>
/// <param name="scale">The factor, 1 / sqrt(head size).</param>
sealed unsafe class InteractionBias(AlibiBias alibi, float[] gates, float scale) : PositionBias
{
    public override float Scale => scale;

    public override float Fall(in AttentionHead head) => alibi.Fall(head);

    public override (int First, int End) Reach(in AttentionHead head, int query, int queries, float fall)
    {
        (int first, int end) = alibi.Reach(head, query, queries, fall);
        // Between the segments there is no distance: all of the other one or nothing.
        bool other = gates[head.Head] >= -fall, inFirst = query < head.Border, inSecond = query + queries > head.Border;
        if (inFirst)
            (first, end) = other ? (first, head.Length) : (first, inSecond ? end : Math.Min(end, head.Border));
        if (inSecond)
            (first, end) = other ? (0, end) : (inFirst ? first : Math.Max(first, head.Border), end);
        return (first, end);
    }

    public override float Apply(Span<float> scores, int query, int firstKey, in AttentionHead head, float* scratch)
    {
        float max;
        fixed (float* start = scores)
            Apply(start, 0, 1, scores.Length, query, firstKey, head, scratch, &max);
        return max;
    }

    public override void Apply(
        float* scores, nint stride, int queries, int keys, int query, int firstKey, in AttentionHead head, float* scratch, float* maxima)
    {
        // Queries, and keys, on both sides of the border.
        int first = Math.Clamp(head.Border - query, 0, queries), left = Math.Clamp(head.Border - firstKey, 0, keys);
        if (first > 0)
            Apply(scores, stride, first, 0, left, keys, query, firstKey, head, maxima);
        if (first < queries)
            Apply(scores + first * stride, stride, queries - first, left, keys, keys, query + first, firstKey, head, maxima + first);
    }

    // Queries of one segment, whose own keys lie from ownStart up to ownEnd.
    void Apply(
        float* scores, nint stride, int queries, int ownStart, int ownEnd, int keys, int query, int firstKey, in AttentionHead head, float* maxima)
    {
        if (ownStart < ownEnd)
            alibi.Apply(scores + ownStart, stride, queries, ownEnd - ownStart, query, firstKey + ownStart, head, null, maxima);
        else
            new Span<float>(maxima, queries).Fill(float.NegativeInfinity);
        // One of the two parts is empty: own keys are all keys on one side of the border.
        (int otherStart, int otherEnd) = ownStart > 0 ? (0, ownStart) : (ownEnd, keys);
        if (otherStart == otherEnd)
            return;
        float gate = gates[head.Head];
        for (int row = 0; row < queries; row++)
        {
            var others = new Span<float>(scores + row * stride + otherStart, otherEnd - otherStart);
            maxima[row] = MathF.Max(maxima[row], Products.ScaleShiftAndFindMax(others, scale, gate));
        }
    }
}
