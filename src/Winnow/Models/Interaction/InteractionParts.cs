using Winnow.Models.Attention;
using Winnow.Models.Heads;

namespace Winnow.Models.Interaction;

/// <summary>Loads what an interaction head adds to an encoder: the gates of the open layers, and what makes a logit of two means.</summary>
static class InteractionParts
{
    /// <summary>Loads the position bias of each layer.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="openLayers">The number of open layers.</param>
    /// <param name="alibi">The bias of the closed layers, and within the segments of the open ones.</param>
    public static PositionBias[] LoadPositions(ModelSource source, int openLayers, AlibiBias alibi)
    {
        float[] gates = openLayers == 0 && !source.Weights.Contains(InteractionSettings.Gate)
            ? []
            : source.Table(InteractionSettings.Gate, openLayers, source.Heads);
        int closed = source.LayerCount - openLayers;
        var positions = new PositionBias[source.LayerCount];
        for (int layer = 0; layer < positions.Length; layer++)
        {
            positions[layer] = layer < closed
                ? alibi
                : new InteractionBias(alibi, gates.AsSpan((layer - closed) * source.Heads, source.Heads).ToArray(), source.AttentionScale);
        }

        return positions;
    }

    /// <summary>Loads the head: <c>scale * cos(mean of the query's states, mean of the document's states) + bias</c>.</summary>
    public static Head LoadHead(ModelSource source) => new(
        Pooling.SegmentMeans,
        source.HiddenSize,
        [new CosineHeadLayer(source.HiddenSize, Scale(source), Bias(source))]);

    /// <summary>Reads the factor of the cosine.</summary>
    public static float Scale(ModelSource source) => source.Vector("interaction.scale", 1)[0];

    /// <summary>Reads what is added to the scaled cosine.</summary>
    public static float Bias(ModelSource source) => source.Vector("interaction.bias", 1)[0];
}
