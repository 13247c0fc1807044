using Winnow.Kernels.Elementwise;
using Winnow.Models.Attention;
using Winnow.Models.Heads;
using Winnow.Models.Layers;

namespace Winnow.Models.Families;

/// <summary>XLM-RoBERTa: the bge rerankers. BERT with positions that start after the padding id, one token type, and a head of its own.</summary>
sealed class XlmRoberta : ModelFamily
{
    const string PositionTable = "embeddings.position_embeddings.weight";
    const string Types = "embeddings.token_type_embeddings.weight";

    public override string Name => "XLM-RoBERTa";

    public override bool Recognises(ModelSource source) => source.Config.Text("model_type", "") is "xlm-roberta" or "roberta";

    public override Encoder LoadEncoder(ModelSource source)
    {
        string kind = source.Config.Text("position_embedding_type", "absolute");
        if (kind != "absolute")
            throw source.Config.Unsupported("position_embedding_type", $"\"{kind}\" is not supported for XLM-RoBERTa; only \"absolute\" is.");
        string prefix = Prefix(source);
        double epsilon = source.Config.Epsilon("layer_norm_eps", 1e-5);
        int size = source.HiddenSize;
        int types = source.RowCount("type_vocab_size", prefix + Types);
        // The model is never given types: row 0 holds for every token, whatever the tokenizer's template says.
        float[] type = source.Table(prefix + Types, types, size)[..size];
        var embedding = new Embedding(
            source.TokenTable(prefix + "embeddings.word_embeddings.weight"),
            source.Table(prefix + PositionTable, Positions(source), size),
            type,
            source.Norm(prefix + "embeddings.LayerNorm", size, epsilon),
            size,
            PaddingId(source));
        var positions = new NoPositionBias(source.AttentionScale);
        var layers = BertLayers.Load(source, prefix, epsilon, layer => BertLayers.FeedForward(source, layer), "output.LayerNorm", _ => positions);
        return new Encoder(source.Kernel, source.Attention(), size, source.Heads, embedding, layers);
    }

    public override bool HasClassifier(ModelSource source) => source.Weights.Contains("classifier.out_proj.weight");

    public override Head LoadClassifier(ModelSource source) =>
        BertLayers.Classifier(source, "classifier.dense", Activation.Tanh, "classifier.out_proj");

    public override int? TokenLimit(ModelSource source) => Math.Max(1, Positions(source) - PaddingId(source) - 1);

    static string Prefix(ModelSource source) => source.Prefix("embeddings.word_embeddings.weight", "roberta.", "");

    static int Positions(ModelSource source) => source.RowCount("max_position_embeddings", Prefix(source) + PositionTable);

    static int PaddingId(ModelSource source) => source.Config.Int("pad_token_id", 0, Positions(source) - 1, 1);
}
