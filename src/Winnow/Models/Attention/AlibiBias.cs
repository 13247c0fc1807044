using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Winnow.Kernels.Elementwise;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Models.Attention;

/// <summary>Attention with linear biases, symmetric: <c>score(i, j) = scale * q_i k_j - slope_h |i - j|</c>.</summary>
/// <remarks>
/// The bias is computed as it is added: a table of n x n would cost more memory traffic than the products. Slopes: Press et al., "Train Short, Test Long",
/// 2021; the symmetric form is that of jina-embeddings-v2 (Günther et al., 2023).
/// </remarks>
sealed unsafe class AlibiBias(float[] slopes, float scale) : PositionBias
{
    /// <summary>Gives the slopes of heads: for n a power of two <c>2^(-8 (h + 1) / n)</c>; else those of the power p below n, then every second one of 2p.</summary>
    /// <param name="heads">The number of heads.</param>
    /// <param name="halvedTail">Whether the slopes after the first p are halved, as in the published jina-reranker-v1 models.</param>
    public static float[] Slopes(int heads, bool halvedTail)
    {
        int power = 1 << (int)Math.Log2(heads);
        var slopes = new float[heads];
        for (int head = 0; head < heads; head++)
        {
            slopes[head] = head < power
                ? (float)Math.Pow(2, -8.0 * (head + 1) / power)
                : (float)(Math.Pow(2, -8.0 * (2 * (head - power) + 1) / (2 * power)) * (halvedTail ? 0.5 : 1));
        }

        return slopes;
    }

    public override float Scale => scale;

    public override float Fall(in AttentionHead head) => slopes[head.Head] * (head.Length - 1);

    public override (int First, int End) Reach(in AttentionHead head, int query, int queries, float fall)
    {
        // One more, for the rounding of the quotient.
        int distance = (int)Math.Clamp(fall / slopes[head.Head] + 1, 0, head.Length);
        return (Math.Max(0, query - distance), Math.Min(head.Length, query + queries + distance));
    }

    public override float Apply(Span<float> scores, int query, int firstKey, in AttentionHead head, float* scratch)
    {
        float max;
        fixed (float* start = scores)
            Apply(start, 0, 1, scores.Length, query, firstKey, head, scratch, &max);
        return max;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Apply(
        float* scores, nint stride, int queries, int keys, int query, int firstKey, in AttentionHead head, float* scratch, float* maxima)
    {
        Vec scales = Vector512.Create(scale), negativeSlopes = Vector512.Create(-slopes[head.Head]), step = Vector512.Create((float)Vec.Count);
        for (int row = 0; row < queries; row++, scores += stride)
        {
            // Positions are far below 2^24, so that float32 holds distances exactly.
            Vec distances = Vector512.ConvertToSingle(Vector512<int>.Indices) + Vector512.Create((float)(firstKey - query - row));
            Vec most = Vector512.Create(float.NegativeInfinity);
            int i = 0;
            for (; i + Vec.Count <= keys; i += Vec.Count)
            {
                Vec score = Vector512.MultiplyAddEstimate(Vector512.Abs(distances), negativeSlopes, Vector512.Load(scores + i) * scales);
                score.Store(scores + i);
                // The processor's own maximum may pass over NaN, which the float32 softmax keeps in its sum; 16-bit products give none.
                most = Vector512.MaxNative(most, score);
                distances += step;
            }

            if (i < keys)
                most = Vector512.MaxNative(most, ApplyToTail(scores + i, keys - i, distances, scales, negativeSlopes));
            maxima[row] = VectorMath.MaxAcross(most);
        }
    }

    // The keys behind the last whole vector. What lies behind them is not touched; lanes without a key give minus infinity.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vec ApplyToTail(float* scores, int count, Vec distances, Vec scales, Vec negativeSlopes)
    {
        Vec counts = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
        if (Avx512F.IsSupported)
        {
            Vec score = Vector512.MultiplyAddEstimate(Vector512.Abs(distances), negativeSlopes, Avx512F.MaskLoad(scores, counts, Vec.Zero) * scales);
            Avx512F.MaskStore(scores, counts, score);
            return Vector512.ConditionalSelect(counts, score, Vector512.Create(float.NegativeInfinity));
        }

        float* tail = stackalloc float[Vec.Count];
        new Span<float>(tail, Vec.Count).Fill(float.NegativeInfinity);
        for (int i = 0; i < count; i++)
            tail[i] = scores[i] = MathF.FusedMultiplyAdd(MathF.Abs(distances[i]), negativeSlopes[0], scores[i] * scales[0]);
        return Vector512.Load(tail);
    }
}
