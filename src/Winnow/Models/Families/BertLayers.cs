using Winnow.Models.Attention;
using Winnow.Models.Heads;
using Winnow.Models.Layers;
using Winnow.Kernels.Elementwise;

namespace Winnow.Models.Families;

/// <summary>What the families that descend from BERT have in common: the names of their tensors and the order of their parts.</summary>
static class BertLayers
{
    /// <summary>Loads the layers <c>PREFIXencoder.layer.N</c>.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="prefix">What stands before <c>encoder</c>.</param>
    /// <param name="epsilon">The epsilon of the norms.</param>
    /// <param name="feedForward">Loads the feed-forward part of a layer, given the start of the layer's names.</param>
    /// <param name="outputNorm">The name of the last norm within a layer.</param>
    /// <param name="positions">Gives the position bias of a layer.</param>
    public static List<TransformerLayer> Load(
        ModelSource source, string prefix, double epsilon, Func<string, FeedForward> feedForward, string outputNorm, Func<int, PositionBias> positions)
    {
        int size = source.HiddenSize;
        List<TransformerLayer> layers = [];
        for (int n = 0; n < source.LayerCount; n++)
        {
            string layer = $"{prefix}encoder.layer.{n}.";
            string key = layer + "attention.self.key", value = layer + "attention.self.value";
            bool absorbs = source.FirstTokensOnly && n == source.LayerCount - 1;
            layers.Add(new PostNormLayer(
                source.Linear(layer + "attention.self.query", size, size),
                absorbs ? null : source.LinearPair(key, value, size, size),
                source.Linear(layer + "attention.output.dense", size, size),
                source.Norm(layer + "attention.output.LayerNorm", size, epsilon),
                feedForward(layer),
                source.Norm(layer + outputNorm, size, epsilon),
                positions(n),
                absorbs ? source.Absorb(key, value) : null));
        }

        return layers;
    }

    /// <summary>Loads the two dense layers <c>intermediate.dense</c> and <c>output.dense</c>.</summary>
    public static FeedForward FeedForward(ModelSource source, string layer) => new(
        source.Linear(layer + "intermediate.dense", source.IntermediateSize, source.HiddenSize),
        null,
        source.Linear(layer + "output.dense", source.HiddenSize, source.IntermediateSize),
        source.Activation("hidden_act", "gelu"));

    /// <summary>Loads a head of a dense layer on the first token and a classifier of one output.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="dense">The name of the dense layer.</param>
    /// <param name="activation">What follows it.</param>
    /// <param name="classifier">The name of the classifier.</param>
    public static Head Classifier(ModelSource source, string dense, Activation activation, string classifier) => new(
        Pooling.First,
        source.HiddenSize,
        [
            new DenseHeadLayer(source.Float32(dense, source.HiddenSize, source.HiddenSize), activation),
            new DenseHeadLayer(source.Float32(source.CheckOneLabel(classifier), 1, source.HiddenSize), Activation.Identity),
        ]);
}
