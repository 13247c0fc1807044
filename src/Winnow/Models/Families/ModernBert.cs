using Winnow.Kernels.Elementwise;
using Winnow.Models.Attention;
using Winnow.Models.Configuration;
using Winnow.Models.Heads;
using Winnow.Models.Layers;

namespace Winnow.Models.Families;

/// <summary>ModernBERT: gte-reranker-modernbert and the Ettin rerankers. Rotary positions, norms before each block, a gated feed-forward layer, and local attention in most layers.</summary>
sealed class ModernBert : ModelFamily
{
    const string GlobalTheta = "global_rope_theta";
    const string LocalTheta = "local_rope_theta";

    public override string Name => "ModernBERT";

    public override bool Recognises(ModelSource source) => source.Config.Text("model_type", "") == "modernbert";

    public override Encoder LoadEncoder(ModelSource source)
    {
        string prefix = source.Prefix("embeddings.tok_embeddings.weight", "model.", "");
        JsonSettings config = source.Config;
        double epsilon = config.Epsilon("norm_eps", 1e-5);
        int size = source.HiddenSize, inner = source.IntermediateSize, headSize = size / source.Heads;
        if (headSize % 2 != 0)
            throw config.Unsupported("num_attention_heads", $"heads of {headSize} elements cannot be rotated: the size must be even.");
        var embedding = new Embedding(
            source.TokenTable(prefix + "embeddings.tok_embeddings.weight"), null, null, source.Norm(prefix + "embeddings.norm", size, epsilon), size);

        var globalRotary = new RotaryEmbedding(headSize, RotaryTheta(config, isGlobal: true));
        var localRotary = new RotaryEmbedding(headSize, RotaryTheta(config, isGlobal: false));
        var globalPositions = new NoPositionBias(source.AttentionScale);
        var localPositions = new NoPositionBias(source.AttentionScale, LocalReach(config));
        bool[] isGlobal = GlobalLayers(source);
        Activation activation = source.Activation("hidden_activation", "gelu");

        List<TransformerLayer> layers = [];
        for (int n = 0; n < source.LayerCount; n++)
        {
            string layer = $"{prefix}layers.{n}.";
            string attention = layer + "attn.Wqkv";
            layers.Add(new PreNormLayer(
                n == 0 ? null : source.Norm(layer + "attn_norm", size, epsilon),
                source.LinearRows(attention, 0, size, 3 * size, size),
                source.LinearRows(attention, size, 2 * size, 3 * size, size),
                source.Linear(layer + "attn.Wo", size, size),
                source.Norm(layer + "mlp_norm", size, epsilon),
                new FeedForward(
                    source.LinearRows(layer + "mlp.Wi", 0, inner, 2 * inner, size),
                    source.LinearRows(layer + "mlp.Wi", inner, inner, 2 * inner, size),
                    source.Linear(layer + "mlp.Wo", size, inner),
                    activation),
                isGlobal[n] ? globalRotary : localRotary,
                isGlobal[n] ? globalPositions : localPositions));
        }

        return new Encoder(
            source.Kernel, source.Attention(), size, source.Heads, embedding, layers, source.Norm(prefix + "final_norm", size, epsilon), [globalRotary, localRotary]);
    }

    public override bool ClassifiesFirstToken(ModelSource source) => source.Config.Text("classifier_pooling", "cls") == "cls";

    public override Head LoadClassifier(ModelSource source)
    {
        int size = source.HiddenSize;
        Pooling pooling = source.Config.Text("classifier_pooling", "cls") switch
        {
            "cls" => Pooling.First,
            "mean" => Pooling.Mean,
            string other => throw source.Config.Unsupported("classifier_pooling", $"\"{other}\" is not supported. Supported: cls, mean."),
        };
        return new Head(
            pooling,
            size,
            [
                new DenseHeadLayer(source.Float32("head.dense", size, size), source.Activation("classifier_activation", "gelu")),
                new NormHeadLayer(source.Norm("head.norm", size, source.Config.Epsilon("norm_eps", 1e-5)), size),
                new DenseHeadLayer(source.Float32(source.CheckOneLabel("classifier"), 1, size), Activation.Identity),
            ]);
    }

    /// <summary>Gets the base of the rotary angles of global or of local layers.</summary>
    public static double RotaryTheta(JsonSettings config, bool isGlobal) =>
        isGlobal ? Theta(config, "full_attention", GlobalTheta, 160_000) : Theta(config, "sliding_attention", LocalTheta, 10_000);

    /// <summary>Gets the largest distance of a key that a local layer sees.</summary>
    public static int LocalReach(JsonSettings config) => config.Int("local_attention", 1, 1 << 24, 128) / 2;

    /// <summary>Says of each layer whether it is global.</summary>
    /// <remarks>Newer files list each layer's kind; older ones say that every n-th layer, from the first on, is global.</remarks>
    public static bool[] GlobalLayers(ModelSource source)
    {
        var global = new bool[source.LayerCount];
        IReadOnlyList<string>? kinds = source.Config.Texts("layer_types");
        if (kinds is not null && kinds.Count != global.Length)
            throw source.Config.Unsupported("layer_types", $"it lists {kinds.Count} layers, and num_hidden_layers says {global.Length}.");
        int every = source.Config.Int("global_attn_every_n_layers", 1, 1024, 3);
        for (int n = 0; n < global.Length; n++)
        {
            global[n] = kinds is null ? n % every == 0 : kinds[n] switch
            {
                "full_attention" => true,
                "sliding_attention" => false,
                string other => throw source.Config.Unsupported("layer_types", $"\"{other}\" is not supported. Supported: full_attention, sliding_attention."),
            };
        }

        return global;
    }

    // Newer files have an object for each kind of layer; what it leaves out, and all of older files, stands in the two fields of the top level.
    static double Theta(JsonSettings config, string kind, string field, double fallback)
    {
        if (config.Has("rope_scaling"))
            throw config.Unsupported("rope_scaling", "scaled rotary positions are not supported. Use a model without them.");
        JsonSettings? parameters = config.Section("rope_parameters");
        if (parameters is not null && (parameters.Has("rope_theta") || parameters.Has("rope_type")))
            throw config.Unsupported("rope_parameters", "one set of values for all layers is not supported; ModernBERT has one for full_attention and one for sliding_attention.");
        JsonSettings? ofKind = parameters?.Section(kind);
        string type = ofKind?.Text("rope_type", "default") ?? "default";
        if (type != "default")
            throw ofKind!.Unsupported("rope_type", $"\"{type}\" is not supported; only \"default\" is.");
        JsonSettings source = ofKind is not null && ofKind.Has("rope_theta") ? ofKind : config;
        string name = source == ofKind ? "rope_theta" : field;
        // A local theta that is null, other than one that is missing, means the global one.
        if (source == config && field == LocalTheta && config.IsNull(field))
            return RotaryTheta(config, isGlobal: true);
        double theta = source.Number(name, fallback);
        return theta > 0 ? theta : throw source.Unsupported(name, $"it must be above 0, but is {theta}.");
    }
}
