using Winnow.Evaluation.Speed.Workloads;
using Winnow.Models;
using Winnow.Models.Layers;

namespace Winnow.Evaluation.Speed.Measures;

/// <summary>Counts the multiply-adds of a forward pass from a model's shape.</summary>
/// <remarks>
/// <para>With width H, feed-forward width I and m feed-forward matrices (2, or 3 with a gate), a layer of n tokens has <c>n (4 H² + m H I)</c> in its linear
/// layers and <c>2 H</c> in its attention for each key that a query sees: half for the score, half for the sum of values.</para>
/// <para>Where only the first token's vector is wanted, the last layer has keys and values for all tokens (<c>2 n H²</c>) and everything else for one:
/// <c>2 H² + m H I + 2 H n</c>; where keys and values are absorbed, <c>4 H² + m H I + 2 h H n</c> with h heads. The engine does no more than that, so no more is counted.</para>
/// <para>Not counted: norms, activations, softmax, the head, DeBERTa's products with relative positions, and what a kernel computes to fill up a tile.</para>
/// </remarks>
static class OperationCount
{
    /// <summary>Counts a pass.</summary>
    /// <param name="encoder">The model's layers.</param>
    /// <param name="firstTokensOnly">Whether the head reads the first token alone.</param>
    /// <param name="lengths">The tokens of each sequence.</param>
    public static long MultiplyAdds(Encoder encoder, bool firstTokensOnly, params ReadOnlySpan<int> lengths)
    {
        long total = 0;
        for (int i = 0; i < encoder.Layers.Count; i++)
        {
            bool firstOnly = firstTokensOnly && i == encoder.Layers.Count - 1;
            HashSet<int> queries = [];
            foreach (int length in lengths)
            {
                // Below an interaction the two segments are sequences of their own, and a query that stands before many documents is computed once.
                int query = i < encoder.ClosedLayers ? RandomSequences.QueryLength(length) : 0;
                if (query > 0 && queries.Add(query))
                    total += OfLayer(encoder.Layers[i], encoder.HiddenSize, query, query);
                total += firstOnly && encoder.Layers[i].Absorbed is not null
                    ? OfAbsorbedLayer(encoder.Layers[i], encoder.HiddenSize, encoder.Heads, length)
                    : OfLayer(encoder.Layers[i], encoder.HiddenSize, length - query, firstOnly ? 1 : length - query);
            }
        }

        return total;
    }

    // One query, which goes through the key's and the value's matrix in place of the tokens.
    static long OfAbsorbedLayer(TransformerLayer layer, long hidden, long heads, int length) =>
        4 * hidden * hidden + FeedForward(layer, hidden) + 2 * heads * hidden * length;

    static long FeedForward(TransformerLayer layer, long hidden) => (layer.IsGated ? 3 : 2) * hidden * layer.InnerSize;

    static long OfLayer(TransformerLayer layer, long hidden, int length, int queries)
    {
        long keysSeen = 0;
        for (int query = 0; query < queries; query++)
        {
            (int first, int end) = layer.Positions.Window(query, length);
            keysSeen += end - first;
        }

        long keysAndValues = 2 * length * hidden * hidden;
        long queryAndOutput = 2 * queries * hidden * hidden;
        return keysAndValues + queryAndOutput + queries * FeedForward(layer, hidden) + 2 * hidden * keysSeen;
    }
}
