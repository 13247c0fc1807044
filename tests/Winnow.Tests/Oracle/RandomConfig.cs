using System.Text.Json.Nodes;

namespace Winnow.Tests.Oracle;

/// <summary>The config.json of a random model, with the keys that the family's published files have.</summary>
static class RandomConfig
{
    public static JsonObject Of(RandomModelSpec s)
    {
        var config = new JsonObject
        {
            ["architectures"] = new JsonArray(Architecture(s)),
            ["vocab_size"] = s.VocabularySize,
            ["hidden_size"] = s.HiddenSize,
            ["num_hidden_layers"] = s.Layers,
            ["num_attention_heads"] = s.Heads,
            ["intermediate_size"] = s.IntermediateSize,
            ["max_position_embeddings"] = s.MaxPositions,
            ["torch_dtype"] = "float32",
        };
        if (s.Head == ModelHead.Classifier)
            config["id2label"] = new JsonObject { ["0"] = "LABEL_0" };
        if (s.Head == ModelHead.Interaction)
        {
            config["architectures"] = new JsonArray("WinnowInteractionReranker");
            config["interaction_layers"] = s.OpenLayers;
            config["query_prompt"] = s.QueryPrompt;
            config["document_prompt"] = s.DocumentPrompt;
        }

        if (s.Lexical)
        {
            config["lexical_saturation"] = 1.2;
            config["lexical_length_weight"] = 0.75;
            config["lexical_length"] = 20;
        }

        if (s.Type == WeightType.I8)
            config["quantization_config"] = Int8();
        if (s.Family == ModelFamily.ModernBert)
            AddModernBert(config, s);
        else
            AddBert(config, s);
        return config;
    }

    static string Architecture(RandomModelSpec s) =>
        (s.Family switch { ModelFamily.XlmRoberta => "XLMRoberta", var other => other.ToString() })
        + (s.Head == ModelHead.Classifier ? "ForSequenceClassification" : "Model");

    static void AddBert(JsonObject config, RandomModelSpec s)
    {
        config["hidden_act"] = s.Activation;
        config["layer_norm_eps"] = s.Eps;
        config["type_vocab_size"] = s.Types;
        switch (s.Family)
        {
            case ModelFamily.Bert:
                config["model_type"] = "bert";
                config["position_embedding_type"] = "absolute";
                config["pad_token_id"] = 0;
                break;
            case ModelFamily.JinaBert:
                config["model_type"] = "bert";
                config["position_embedding_type"] = "alibi";
                config["feed_forward_type"] = s.FeedForward;
                config["pad_token_id"] = 0;
                if (s.AlibiSlopes is not null)
                    config["alibi_slopes"] = s.AlibiSlopes;
                break;
            case ModelFamily.XlmRoberta:
                config["model_type"] = "xlm-roberta";
                config["pad_token_id"] = s.PadTokenId;
                break;
            default:
                AddDeberta(config, s);
                break;
        }
    }

    static void AddDeberta(JsonObject config, RandomModelSpec s)
    {
        config["model_type"] = "deberta-v2";
        config["pad_token_id"] = 0;
        config["relative_attention"] = s.RelativeAttention;
        config["max_relative_positions"] = s.MaxRelativePositions;
        config["position_buckets"] = s.PositionBuckets;
        config["norm_rel_ebd"] = s.NormalizeRelative ? "layer_norm" : "none";
        config["pos_att_type"] = new JsonArray([.. s.PositionTerms.Select(t => JsonValue.Create(t))]);
        config["share_att_key"] = s.ShareAttentionKey;
        config["position_biased_input"] = s.PositionBiasedInput;
        config["pooler_hidden_size"] = s.HiddenSize;
        config["pooler_hidden_act"] = s.PoolerActivation;
    }

    static void AddModernBert(JsonObject config, RandomModelSpec s)
    {
        config["model_type"] = "modernbert";
        config["hidden_activation"] = s.Activation;
        config["norm_eps"] = s.Eps;
        config["norm_bias"] = s.NormBias;
        config["attention_bias"] = s.AttentionBias;
        config["mlp_bias"] = s.MlpBias;
        config["classifier_bias"] = s.ClassifierBias;
        config["classifier_pooling"] = s.ClassifierPooling;
        config["classifier_activation"] = s.ClassifierActivation;
        config["local_attention"] = s.LocalAttention;
        config["global_attn_every_n_layers"] = s.GlobalEveryNLayers;
        config["pad_token_id"] = 0;
        if (s.LayerTypes is not null)
            config["layer_types"] = new JsonArray([.. s.LayerTypes.Select(t => JsonValue.Create(t))]);
        if (s.RopeParameters)
        {
            config["rope_parameters"] = new JsonObject
            {
                ["full_attention"] = new JsonObject { ["rope_type"] = "default", ["rope_theta"] = s.GlobalTheta },
                ["sliding_attention"] = new JsonObject { ["rope_type"] = "default", ["rope_theta"] = s.LocalTheta },
            };
        }
        else
        {
            config["global_rope_theta"] = s.GlobalTheta;
            config["local_rope_theta"] = s.LocalTheta;
        }
    }

    static JsonNode Int8() => JsonNode.Parse("""
        {"quant_method":"compressed-tensors","format":"int-quantized","config_groups":{"group_0":{"targets":["Linear","Embedding"],
        "weights":{"num_bits":8,"type":"int","symmetric":true,"strategy":"channel"}}}}
        """)!;
}
