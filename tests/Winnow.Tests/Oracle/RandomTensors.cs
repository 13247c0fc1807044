namespace Winnow.Tests.Oracle;

/// <summary>The tensors of each family, by the names and shapes of the published checkpoints.</summary>
static class RandomTensors
{
    public static void Add(RandomWeights w, RandomModelSpec s)
    {
        switch (s.Family)
        {
            case ModelFamily.Bert:
                AddBert(w, s, s.Prefix ? "bert." : "");
                break;
            case ModelFamily.XlmRoberta:
                AddBert(w, s, s.Prefix ? "roberta." : "");
                break;
            case ModelFamily.JinaBert:
                AddJinaBert(w, s, s.Prefix ? "bert." : "");
                break;
            case ModelFamily.DebertaV2:
                AddDeberta(w, s, s.Prefix ? "deberta." : "");
                break;
            case ModelFamily.ModernBert:
                AddModernBert(w, s, s.Prefix ? "model." : "");
                break;
        }
        if (s.Head == ModelHead.Classifier)
            AddClassifier(w, s);
        if (s.Head == ModelHead.Interaction)
            AddInteraction(w, s);
    }

    static void AddBert(RandomWeights w, RandomModelSpec s, string p)
    {
        w.Table(p + "embeddings.word_embeddings.weight", s.VocabularySize, s.HiddenSize);
        w.Table(p + "embeddings.position_embeddings.weight", s.MaxPositions, s.HiddenSize);
        w.Table(p + "embeddings.token_type_embeddings.weight", s.Types, s.HiddenSize);
        w.LayerNorm(p + "embeddings.LayerNorm", s.HiddenSize, bias: true);
        for (int n = 0; n < s.Layers; n++)
        {
            AddAttention(w, s, $"{p}encoder.layer.{n}.", "query", "key", "value");
            AddFeedForward(w, s, $"{p}encoder.layer.{n}.");
        }
    }

    static void AddJinaBert(RandomWeights w, RandomModelSpec s, string p)
    {
        w.Table(p + "embeddings.word_embeddings.weight", s.VocabularySize, s.HiddenSize);
        w.Table(p + "embeddings.token_type_embeddings.weight", s.Types, s.HiddenSize);
        w.LayerNorm(p + "embeddings.LayerNorm", s.HiddenSize, bias: true);
        for (int n = 0; n < s.Layers; n++)
        {
            string layer = $"{p}encoder.layer.{n}.";
            AddAttention(w, s, layer, "query", "key", "value");
            w.Linear(layer + "mlp.gated_layers", 2 * s.IntermediateSize, s.HiddenSize, bias: false);
            w.Linear(layer + "mlp.wo", s.HiddenSize, s.IntermediateSize, bias: true);
            w.LayerNorm(layer + "mlp.layernorm", s.HiddenSize, bias: true);
        }
    }

    static void AddDeberta(RandomWeights w, RandomModelSpec s, string p)
    {
        int span = s.PositionBuckets > 0 ? s.PositionBuckets : s.MaxRelativePositions > 0 ? s.MaxRelativePositions : s.MaxPositions;
        w.Table(p + "embeddings.word_embeddings.weight", s.VocabularySize, s.HiddenSize);
        if (s.PositionBiasedInput)
            w.Table(p + "embeddings.position_embeddings.weight", s.MaxPositions, s.HiddenSize);
        if (s.Types > 0)
            w.Table(p + "embeddings.token_type_embeddings.weight", s.Types, s.HiddenSize);
        w.LayerNorm(p + "embeddings.LayerNorm", s.HiddenSize, bias: true);
        if (s.RelativeAttention)
            w.Table(p + "encoder.rel_embeddings.weight", 2 * span, s.HiddenSize);
        if (s.NormalizeRelative)
            w.LayerNorm(p + "encoder.LayerNorm", s.HiddenSize, bias: true);
        for (int n = 0; n < s.Layers; n++)
        {
            string layer = $"{p}encoder.layer.{n}.";
            AddAttention(w, s, layer, "query_proj", "key_proj", "value_proj");
            if (s.RelativeAttention && !s.ShareAttentionKey && s.PositionTerms.Contains("c2p"))
                w.Linear(layer + "attention.self.pos_key_proj", s.HiddenSize, s.HiddenSize, bias: true);
            if (s.RelativeAttention && !s.ShareAttentionKey && s.PositionTerms.Contains("p2c"))
                w.Linear(layer + "attention.self.pos_query_proj", s.HiddenSize, s.HiddenSize, bias: true);
            AddFeedForward(w, s, layer);
        }
    }

    static void AddModernBert(RandomWeights w, RandomModelSpec s, string p)
    {
        w.Table(p + "embeddings.tok_embeddings.weight", s.VocabularySize, s.HiddenSize);
        w.LayerNorm(p + "embeddings.norm", s.HiddenSize, s.NormBias);
        for (int n = 0; n < s.Layers; n++)
        {
            string layer = $"{p}layers.{n}.";
            if (n > 0)
                w.LayerNorm(layer + "attn_norm", s.HiddenSize, s.NormBias);
            w.Linear(layer + "attn.Wqkv", 3 * s.HiddenSize, s.HiddenSize, s.AttentionBias);
            w.Linear(layer + "attn.Wo", s.HiddenSize, s.HiddenSize, s.AttentionBias);
            w.LayerNorm(layer + "mlp_norm", s.HiddenSize, s.NormBias);
            w.Linear(layer + "mlp.Wi", 2 * s.IntermediateSize, s.HiddenSize, s.MlpBias);
            w.Linear(layer + "mlp.Wo", s.HiddenSize, s.IntermediateSize, s.MlpBias);
        }
        w.LayerNorm(p + "final_norm", s.HiddenSize, s.NormBias);
    }

    static void AddAttention(RandomWeights w, RandomModelSpec s, string layer, params string[] projections)
    {
        foreach (string projection in projections)
            w.Linear($"{layer}attention.self.{projection}", s.HiddenSize, s.HiddenSize, bias: true);
        w.Linear(layer + "attention.output.dense", s.HiddenSize, s.HiddenSize, bias: true);
        w.LayerNorm(layer + "attention.output.LayerNorm", s.HiddenSize, bias: true);
    }

    static void AddFeedForward(RandomWeights w, RandomModelSpec s, string layer)
    {
        w.Linear(layer + "intermediate.dense", s.IntermediateSize, s.HiddenSize, bias: true);
        w.Linear(layer + "output.dense", s.HiddenSize, s.IntermediateSize, bias: true);
        w.LayerNorm(layer + "output.LayerNorm", s.HiddenSize, bias: true);
    }

    static void AddInteraction(RandomWeights w, RandomModelSpec s)
    {
        w.Numbers("interaction.gate", s.OpenLayers, s.Heads, s.Gate, 1);
        // Random texts lie close together: a scale like that of trained models makes logits that differ.
        w.Numbers("interaction.scale", 1, 1, 10, 1);
        w.Numbers("interaction.bias", 1, 1, -3, 1);
        if (s.Lexical)
        {
            w.Numbers("lexical.weight", 1, 1, 1.5, 0.1);
            // So far from 0 that none is below it.
            w.Numbers("lexical.term_weights", s.VocabularySize, 1, 5, 0.5);
        }

        if (!s.LateInteraction)
            return;
        w.Numbers("late_interaction.weight", 1, 1, 3, 0.1);
        w.Numbers("late_interaction.center", s.HiddenSize, 1, 0, 0.3);
        if (!s.LateTermsCountAlike)
            w.Numbers("late_interaction.term_weights", s.VocabularySize, 1, 4, 0.8);
    }

    static void AddClassifier(RandomWeights w, RandomModelSpec s)
    {
        switch (s.Family)
        {
            case ModelFamily.Bert or ModelFamily.JinaBert:
                w.Linear((s.Prefix ? "bert." : "") + "pooler.dense", s.HiddenSize, s.HiddenSize, bias: true);
                break;
            case ModelFamily.XlmRoberta:
                w.Linear("classifier.dense", s.HiddenSize, s.HiddenSize, bias: true);
                w.Linear("classifier.out_proj", 1, s.HiddenSize, bias: true);
                return;
            case ModelFamily.DebertaV2:
                w.Linear("pooler.dense", s.HiddenSize, s.HiddenSize, bias: true);
                break;
            case ModelFamily.ModernBert:
                // classifier_bias is the head's; the classifier itself always has one.
                w.Linear("head.dense", s.HiddenSize, s.HiddenSize, s.ClassifierBias);
                w.LayerNorm("head.norm", s.HiddenSize, s.NormBias);
                break;
        }
        w.Linear("classifier", 1, s.HiddenSize, bias: true);
    }
}
