using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Winnow.Models.Attention;

/// <summary>Tells which keys can have a weight at all where scores fade with the distance, as ALiBi makes them.</summary>
/// <remarks>
/// <para>A weight is <c>round(8191 exp(score - max))</c>: 0 where the score lies more than <c>ln(16382) = 9.704</c> below the largest. A product is at most <c>|q| |k|</c> (Cauchy and
/// Schwarz), and what positions take is known, so that far keys are seen to have no weight without their products. To leave them out changes no bit of the result.</para>
/// <para>With slopes from 1/2 down to 1/256 half of the heads look no further than some hundred tokens: that is most of the attention of a long document.</para>
/// </remarks>
static unsafe class KeyReach
{
    // With some room for the rounding of scores of moderate size.
    const float Drop = 9.75f;

    // Room for the rounding of large scores.
    const float Room = 1.00001f;

    // Below, what is left out does not make up for looking for it.
    const float WorthWhile = 4 * Drop;

    /// <summary>Tells whether a head's scores fade so much in a sequence that some of them are worth leaving out.</summary>
    public static bool IsLimited(PositionBias positions, in AttentionHead head) => positions.Fall(head) > WorthWhile;

    /// <summary>Finds the keys that can have a weight for any of some queries.</summary>
    /// <param name="head">The head and its sequence.</param>
    /// <param name="positions">What positions do to the scores.</param>
    /// <param name="query">The position of the first query.</param>
    /// <param name="rows">The number of queries, at most 8.</param>
    /// <param name="norms">The lengths of eight queries, of which the first ones count.</param>
    /// <param name="maxima">The largest score so far of eight queries.</param>
    /// <param name="longestKey">The length of the longest key.</param>
    /// <returns>The first key, and the one behind the last.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (int First, int End) Find(in AttentionHead head, PositionBias positions, int query, int rows, float* norms, float* maxima, float longestKey)
    {
        Vector256<float> falls = Vector256.Load(norms) * Vector256.Create(longestKey * positions.Scale * Room) - Vector256.Load(maxima);
        // What is no number must not limit anything: the maximum keeps it.
        float fall = falls[0];
        for (int row = 1; row < rows; row++)
            fall = MathF.Max(fall, falls[row]);
        return fall < float.PositiveInfinity ? positions.Reach(head, query, rows, fall + Drop) : (0, head.Length);
    }
}
