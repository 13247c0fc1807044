using System.Numerics;
using Winnow.Kernels.Elementwise;
using Winnow.Models.Attention;
using Winnow.Models.Heads;
using Winnow.Models.Interaction;
using Winnow.Models.Layers;

namespace Winnow.Models.Families;

/// <summary>JinaBERT: jina-reranker-v1 turbo and tiny, jina-embeddings-v2, and Winnow's own models. BERT with symmetric ALiBi and a gated feed-forward layer.</summary>
sealed class JinaBert : ModelFamily
{
    const string Types = "embeddings.token_type_embeddings.weight";
    const string Gate = "encoder.layer.0.mlp.gated_layers.weight";

    public override string Name => "JinaBERT";

    public override bool Recognises(ModelSource source)
    {
        if (source.Config.Text("model_type", "") != "bert")
            return false;
        foreach (string prefix in (ReadOnlySpan<string>)["", "bert."])
        {
            // The later variants norm queries and keys, and order the gate the other way round: close enough to load, different enough to be wrong.
            if (source.Weights.Contains(prefix + "encoder.layer.0.attention.self.layer_norm_q.weight")
                || source.Weights.Contains(prefix + "encoder.layer.0.mlp.up_gated_layer.weight"))
            {
                throw new WinnowException(
                    $"{source.Weights.Folder}: this is a JinaBERT with normed queries and keys (\"qk-post-norm\"), which is not supported. "
                    + "Use jina-reranker-v1-turbo-en, -tiny-en, or jina-embeddings-v2-small-en, -base-en, -base-zh.");
            }

            if (source.Weights.Contains(prefix + Gate))
                return true;
        }

        return false;
    }

    public override Encoder LoadEncoder(ModelSource source)
    {
        string kind = source.Config.Text("position_embedding_type", "alibi");
        if (kind != "alibi")
            throw source.Config.Unsupported("position_embedding_type", $"\"{kind}\" is not supported for JinaBERT; only \"alibi\" is.");
        string prefix = source.Prefix(Gate, "bert.", "");
        double epsilon = source.Config.Epsilon("layer_norm_eps", 1e-12);
        int size = source.HiddenSize;
        var embedding = new Embedding(
            source.TokenTable(prefix + "embeddings.word_embeddings.weight"),
            null,
            source.Table(prefix + Types, source.RowCount("type_vocab_size", prefix + Types), size),
            source.Norm(prefix + "embeddings.LayerNorm", size, epsilon),
            size);
        Activation activation = GateActivation(source);
        int inner = source.IntermediateSize;
        FeedForward GatedLayers(string layer) => new(
            source.LinearRows(layer + "mlp.gated_layers", 0, inner, 2 * inner, size),
            source.LinearRows(layer + "mlp.gated_layers", inner, inner, 2 * inner, size),
            source.Linear(layer + "mlp.wo", size, inner),
            activation);
        var alibi = new AlibiBias(AlibiBias.Slopes(source.Heads, HasHalvedSlopes(source)), source.AttentionScale);
        Func<int, PositionBias> positions = _ => alibi;
        int closedLayers = 0;
        if (InteractionSettings.Find(source) is { } interaction)
        {
            if (embedding.TypeCount < 2)
            {
                throw source.Config.Unsupported(
                    "type_vocab_size", "an interaction head needs two token types, 0 for the query and 1 for the document, and this model has one. Export it with both.");
            }

            PositionBias[] biases = InteractionParts.LoadPositions(source, interaction.OpenLayers, alibi);
            positions = layer => biases[layer];
            closedLayers = source.LayerCount - interaction.OpenLayers;
        }

        List<TransformerLayer> layers = BertLayers.Load(source, prefix, epsilon, GatedLayers, "mlp.layernorm", positions);
        return new Encoder(source.Kernel, source.Attention(), size, source.Heads, embedding, layers, closedLayers: closedLayers);
    }

    public override Head LoadClassifier(ModelSource source) =>
        BertLayers.Classifier(source, source.Prefix("pooler.dense.weight", "bert.", "") + "pooler.dense", Activation.Tanh, "classifier");

    /// <summary>Gets the activation of the gate.</summary>
    public static Activation GateActivation(ModelSource source) => source.Config.Text("feed_forward_type", "geglu") switch
    {
        "geglu" => Activation.Gelu,
        "reglu" => Activation.Relu,
        string other => throw source.Config.Unsupported("feed_forward_type", $"\"{other}\" is not supported. Supported: geglu, reglu."),
    };

    /// <summary>Says whether the slopes after the first power of two of heads are halved. The published rerankers do so, and no field of theirs says it.</summary>
    public bool HasHalvedSlopes(ModelSource source) => source.Config.Text("alibi_slopes", "") switch
    {
        "standard" => false,
        "jina-reranker-v1" => true,
        "" => HasClassifier(source) && !BitOperations.IsPow2(source.Heads),
        string other => throw source.Config.Unsupported("alibi_slopes", $"\"{other}\" is not known. Known: standard, jina-reranker-v1."),
    };
}
