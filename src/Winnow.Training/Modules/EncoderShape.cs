using System.Numerics;
using Winnow.Models.Attention;
using Winnow.Models.Configuration;
using Winnow.Weights;

namespace Winnow.Training.Modules;

/// <summary>The sizes and the kind of an encoder that can be trained: BERT, or JinaBERT (symmetric ALiBi and a gated feed-forward layer).</summary>
sealed record EncoderShape
{
    /// <summary>Gets the number of rows of the token table.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Gets the width of a token's vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Gets the number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Gets the number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Gets the width between the feed-forward layers.</summary>
    public required int InnerSize { get; init; }

    /// <summary>Gets the number of token types.</summary>
    public required int Types { get; init; }

    /// <summary>Gets the epsilon of the norms.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Gets whether this is a JinaBERT.</summary>
    public required bool IsJina { get; init; }

    /// <summary>Gets the rows of a BERT's position table; a JinaBERT has none and reads as far as its folder allows.</summary>
    public required int Positions { get; init; }

    /// <summary>Gets the slope of each head's linear bias.</summary>
    public required float[] Slopes { get; init; }

    /// <summary>Gets the name that config.json gives the slopes.</summary>
    public string SlopesName => Slopes.AsSpan().SequenceEqual(AlibiBias.Slopes(Heads, halvedTail: false)) ? "standard" : "jina-reranker-v1";

    /// <summary>Reads the shape of a folder.</summary>
    /// <param name="config">config.json.</param>
    /// <param name="weights">The weights beside it, which tell the two kinds apart.</param>
    /// <param name="prefix">What stands before the names of tensors.</param>
    /// <exception cref="WinnowException">A field is missing or not supported.</exception>
    public static EncoderShape Read(JsonSettings config, ModelWeights weights, string prefix)
    {
        if (config.Text("model_type", "") != "bert")
            throw config.Unsupported("model_type", $"\"{config.Text("model_type", "")}\" cannot be trained. Use a BERT or JinaBERT folder (model_type \"bert\").");
        bool jina = weights.Contains(prefix + "encoder.layer.0.mlp.gated_layers.weight");
        CheckActivation(config, jina);
        int heads = config.Int("num_attention_heads", 1, 1024);
        bool halved = config.Text("alibi_slopes", "") switch
        {
            "standard" => false,
            "jina-reranker-v1" => true,
            // As the engine decides: the published rerankers halve, and no field of theirs says it.
            "" => weights.Contains("classifier.weight") && !BitOperations.IsPow2(heads),
            string other => throw config.Unsupported("alibi_slopes", $"\"{other}\" is not known. Known: standard, jina-reranker-v1."),
        };
        return new EncoderShape
        {
            Vocabulary = config.Int("vocab_size", 1, int.MaxValue),
            HiddenSize = config.Int("hidden_size", 1, 1 << 20),
            Layers = config.Int("num_hidden_layers", 1, 1024),
            Heads = heads,
            InnerSize = config.Int("intermediate_size", 1, 1 << 20),
            Types = config.Int("type_vocab_size", 1, 1024, 2),
            Epsilon = config.Epsilon("layer_norm_eps", 1e-12),
            IsJina = jina,
            Positions = config.Int("max_position_embeddings", 1, int.MaxValue, 512),
            Slopes = AlibiBias.Slopes(heads, halved),
        };
    }

    static void CheckActivation(JsonSettings config, bool jina)
    {
        string field = jina ? "feed_forward_type" : "hidden_act", expected = jina ? "geglu" : "gelu";
        if (config.Text(field, expected) is var activation && activation != expected)
            throw config.Unsupported(field, $"\"{activation}\" cannot be trained; only \"{expected}\" can.");
    }
}
