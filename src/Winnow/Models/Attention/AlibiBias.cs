using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Apply(Span<float> scores, int query, int firstKey, in AttentionHead head, float* scratch)
    {
        float slope = slopes[head.Head];
        ref float start = ref MemoryMarshal.GetReference(scores);
        Vector512<float> scales = Vector512.Create(scale);
        Vector512<float> negativeSlopes = Vector512.Create(-slope);
        // Positions are far below 2^24, so that float32 holds distances exactly.
        Vector512<float> distances = Vector512.ConvertToSingle(Vector512<int>.Indices) + Vector512.Create((float)(firstKey - query));
        int i = 0;
        for (; i + Vector512<float>.Count <= scores.Length; i += Vector512<float>.Count)
        {
            Vector512<float> product = Vector512.LoadUnsafe(ref start, (nuint)i);
            (product * scales + Vector512.Abs(distances) * negativeSlopes).StoreUnsafe(ref start, (nuint)i);
            distances += Vector512.Create((float)Vector512<float>.Count);
        }

        for (; i < scores.Length; i++)
            scores[i] = scores[i] * scale + MathF.Abs(firstKey + i - query) * -slope;
    }
}
