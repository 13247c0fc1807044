using Winnow.Models.Attention;
using Winnow.Models.Heads;
using Winnow.Models.Layers;

namespace Winnow.Models.Families;

/// <summary>DeBERTa-v2: the mxbai-rerank v1 models (DeBERTa-v3 weights). BERT with disentangled attention to relative positions.</summary>
sealed class DebertaV2 : ModelFamily
{
    public override string Name => "DeBERTa-v2";

    public override bool Recognises(ModelSource source) => source.Config.Text("model_type", "") == "deberta-v2";

    public override Encoder LoadEncoder(ModelSource source)
    {
        RefuseUnsupported(source);
        string prefix = source.Prefix("embeddings.word_embeddings.weight", "deberta.", "");
        double epsilon = source.Config.Epsilon("layer_norm_eps", 1e-7);
        int size = source.HiddenSize;
        int types = source.Config.Int("type_vocab_size", 0, 1024, 0);
        bool absolute = source.Config.Flag("position_biased_input", true);
        var embedding = new Embedding(
            source.TokenTable(prefix + "embeddings.word_embeddings.weight"),
            absolute ? source.Table(prefix + "embeddings.position_embeddings.weight", MaxPositions(source), size) : null,
            types > 0 ? source.Table(prefix + "embeddings.token_type_embeddings.weight", types, size) : null,
            source.Norm(prefix + "embeddings.LayerNorm", size, epsilon),
            size);
        DebertaRelativePositions? relative = source.Config.Flag("relative_attention", false) ? new DebertaRelativePositions(source, prefix, epsilon) : null;
        List<TransformerLayer> layers = [];
        for (int n = 0; n < source.LayerCount; n++)
        {
            string layer = $"{prefix}encoder.layer.{n}.";
            string attention = layer + "attention.self.";
            layers.Add(new PostNormLayer(
                source.Linear(attention + "query_proj", size, size),
                source.LinearPair(attention + "key_proj", attention + "value_proj", size, size),
                source.Linear(layer + "attention.output.dense", size, size),
                source.Norm(layer + "attention.output.LayerNorm", size, epsilon),
                BertLayers.FeedForward(source, layer),
                source.Norm(layer + "output.LayerNorm", size, epsilon),
                relative is null ? new NoPositionBias(DebertaRelativePositions.Scale(source)) : relative.Bias(attention)));
        }

        return new Encoder(source.Kernel, source.Attention(), size, source.Heads, embedding, layers);
    }

    public override Head LoadClassifier(ModelSource source) =>
        BertLayers.Classifier(source, "pooler.dense", source.Activation("pooler_hidden_act", "gelu"), "classifier");

    public override int? TokenLimit(ModelSource source) => source.Config.Flag("position_biased_input", true) ? MaxPositions(source) : null;

    static int MaxPositions(ModelSource source) => source.Config.Int("max_position_embeddings", 1, 1 << 20, 512);

    static void RefuseUnsupported(ModelSource source)
    {
        if (source.Config.Int("conv_kernel_size", 0, 1024, 0) > 0)
            throw source.Config.Unsupported("conv_kernel_size", "a convolution layer (deberta-v2-xlarge) is not supported. Use a model without one.");
        if (source.Config.Int("embedding_size", 1, 1 << 20, source.HiddenSize) != source.HiddenSize)
            throw source.Config.Unsupported("embedding_size", "token vectors of another width than the model are not supported.");
        if (source.Config.Int("attention_head_size", 1, 1 << 20, source.HiddenSize / source.Heads) != source.HiddenSize / source.Heads)
            throw source.Config.Unsupported("attention_head_size", "heads of another size than hidden_size / num_attention_heads are not supported.");
        if (source.Config.Int("pooler_hidden_size", 1, 1 << 20, source.HiddenSize) != source.HiddenSize)
            throw source.Config.Unsupported("pooler_hidden_size", "a pooler of another width than the model is not supported.");
    }
}
