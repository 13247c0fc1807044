using Winnow.Kernels.Elementwise;
using Winnow.Models.Attention;
using Winnow.Models.Heads;
using Winnow.Models.Layers;

namespace Winnow.Models.Families;

/// <summary>BERT: the ms-marco-MiniLM and TinyBERT rerankers, the bge and e5 embedders. Learned positions, GELU, norm after each block.</summary>
sealed class Bert : ModelFamily
{
    const string Positions = "embeddings.position_embeddings.weight";
    const string Types = "embeddings.token_type_embeddings.weight";

    public override string Name => "BERT";

    public override bool Recognises(ModelSource source) =>
        source.Config.Text("model_type", "") == "bert" && (source.Weights.Contains(Positions) || source.Weights.Contains("bert." + Positions));

    public override Encoder LoadEncoder(ModelSource source)
    {
        string kind = source.Config.Text("position_embedding_type", "absolute");
        if (kind != "absolute")
            throw source.Config.Unsupported("position_embedding_type", $"\"{kind}\" is not supported for BERT; only \"absolute\" is.");
        string prefix = Prefix(source);
        double epsilon = source.Config.Epsilon("layer_norm_eps", 1e-12);
        int size = source.HiddenSize;
        var embedding = new Embedding(
            source.TokenTable(prefix + "embeddings.word_embeddings.weight"),
            source.Table(prefix + Positions, source.RowCount("max_position_embeddings", prefix + Positions), size),
            source.Table(prefix + Types, source.RowCount("type_vocab_size", prefix + Types), size),
            source.Norm(prefix + "embeddings.LayerNorm", size, epsilon),
            size);
        var positions = new NoPositionBias(source.AttentionScale);
        var layers = BertLayers.Load(source, prefix, epsilon, layer => BertLayers.FeedForward(source, layer), "output.LayerNorm", _ => positions);
        return new Encoder(source.Kernel, source.Attention(), size, source.Heads, embedding, layers);
    }

    public override Head LoadClassifier(ModelSource source) =>
        BertLayers.Classifier(source, Prefix(source) + "pooler.dense", Activation.Tanh, "classifier");

    public override int? TokenLimit(ModelSource source) => source.RowCount("max_position_embeddings", Prefix(source) + Positions);

    static string Prefix(ModelSource source) => source.Prefix("embeddings.word_embeddings.weight", "bert.", "");
}
