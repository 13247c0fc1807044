namespace Winnow.Tests.Oracle;

/// <summary>The architectures that the oracle knows.</summary>
public enum ModelFamily
{
    Bert,
    JinaBert,
    XlmRoberta,
    DebertaV2,
    ModernBert,
}

/// <summary>What stands on top of the encoder.</summary>
public enum ModelHead
{
    /// <summary>The family's own classifier with one output.</summary>
    Classifier,

    /// <summary>Only the encoder, with no modules.json.</summary>
    None,

    /// <summary>The encoder with modules.json: Pooling by <see cref="RandomModelSpec.Pooling"/>, Normalize.</summary>
    Embedding,

    /// <summary>JinaBERT's layers with Winnow's interaction head, <see cref="RandomModelSpec.OpenLayers"/> of them open.</summary>
    Interaction,

    /// <summary>The encoder with modules.json: Pooling, Dense with GELU, LayerNorm, Dense to one score.</summary>
    ScoreModules,
}

/// <summary>How the matrices are stored; vectors are F32 in an I8 file and take the same type in the others.</summary>
public enum WeightType
{
    F32,
    F16,
    BF16,
    I8,
}

/// <summary>
/// The shape of a random model. Everything has a small default; the sections name the families that read a property.
/// </summary>
public sealed record RandomModelSpec(ModelFamily Family)
{
    public int Seed { get; init; } = 1;

    public ModelHead Head { get; init; } = ModelHead.Classifier;

    public WeightType Type { get; init; } = WeightType.F32;

    public int HeadSize { get; init; } = 8;

    public int Heads { get; init; } = 3;

    public int HiddenSize => Heads * HeadSize;

    public int Layers { get; init; } = 2;

    public int IntermediateSize { get; init; } = 50;

    public int VocabularySize { get; init; } = 97;

    /// <value>The rows of the position table, and DeBERTa's largest distance where no other is given. The default is 80.</value>
    public int MaxPositions { get; init; } = 80;

    /// <value>The rows of the token-type table; null is the family's usual number (BERT and JinaBERT 2, XLM-RoBERTa 1, DeBERTa 0).</value>
    public int? TypeVocabularySize { get; init; }

    /// <value>The layer norms' epsilon; null is the family's usual one.</value>
    public double? LayerNormEps { get; init; }

    /// <value>The feed-forward activation under Hugging Face's name; JinaBERT goes by <see cref="FeedForward"/> instead.</value>
    public string Activation { get; init; } = "gelu";

    /// <value>Whether names start with the family's prefix, such as <c>bert.</c>. The default is true.</value>
    public bool Prefix { get; init; } = true;

    /// <value>Whether the file also holds the int64 buffer position_ids of old checkpoints. BERT, XLM-RoBERTa.</value>
    public bool PositionIdsBuffer { get; init; }

    /// <value>How <see cref="ModelHead.Embedding"/> and <see cref="ModelHead.ScoreModules"/> pool: cls or mean.</value>
    public string Pooling { get; init; } = "mean";

    // JinaBERT

    /// <value>geglu or reglu.</value>
    public string FeedForward { get; init; } = "geglu";

    /// <value>standard, jina-reranker-v1, or null to leave the key out.</value>
    public string? AlibiSlopes { get; init; }

    /// <value>The layers in which query and document see each other. <see cref="ModelHead.Interaction"/>.</value>
    public int OpenLayers { get; init; } = 1;

    /// <value>What is put before a query. <see cref="ModelHead.Interaction"/>.</value>
    public string QueryPrompt { get; init; } = "";

    /// <value>What is put before a document. <see cref="ModelHead.Interaction"/>.</value>
    public string DocumentPrompt { get; init; } = "";

    /// <value>The mean of the gates. The default opens them; a very negative one closes them. <see cref="ModelHead.Interaction"/>.</value>
    public double Gate { get; init; }

    /// <value>Whether the head also counts exact matches. The default is false. <see cref="ModelHead.Interaction"/>.</value>
    public bool Lexical { get; init; }

    /// <value>Whether the head also looks at each token of the query by itself. The default is false. <see cref="ModelHead.Interaction"/>.</value>
    public bool LateInteraction { get; init; }

    /// <value>Whether all tokens count alike there, without a tensor that says otherwise. The default is false. <see cref="LateInteraction"/>.</value>
    public bool LateTermsCountAlike { get; init; }

    // XLM-RoBERTa

    public int PadTokenId { get; init; } = 1;

    // DeBERTa-v2

    /// <value>The number of buckets to each side; -1 is none.</value>
    public int PositionBuckets { get; init; } = 8;

    public int MaxRelativePositions { get; init; } = -1;

    public string[] PositionTerms { get; init; } = ["p2c", "c2p"];

    public bool ShareAttentionKey { get; init; } = true;

    public bool RelativeAttention { get; init; } = true;

    public bool NormalizeRelative { get; init; } = true;

    public bool PositionBiasedInput { get; init; }

    public string PoolerActivation { get; init; } = "gelu";

    // ModernBERT

    public int LocalAttention { get; init; } = 8;

    public int GlobalEveryNLayers { get; init; } = 3;

    /// <value>The kinds of the layers (full_attention, sliding_attention); null leaves layer_types out of the config.</value>
    public string[]? LayerTypes { get; init; }

    public double GlobalTheta { get; init; } = 160_000;

    public double LocalTheta { get; init; } = 10_000;

    /// <value>True writes the newer rope_parameters, false global_rope_theta and local_rope_theta.</value>
    public bool RopeParameters { get; init; } = true;

    public bool AttentionBias { get; init; }

    public bool MlpBias { get; init; }

    public bool NormBias { get; init; }

    public bool ClassifierBias { get; init; }

    public string ClassifierPooling { get; init; } = "cls";

    public string ClassifierActivation { get; init; } = "gelu";

    internal double Eps => LayerNormEps ?? Family switch
    {
        ModelFamily.XlmRoberta or ModelFamily.ModernBert => 1e-5,
        ModelFamily.DebertaV2 => 1e-7,
        _ => 1e-12,
    };

    internal int Types => TypeVocabularySize ?? Family switch
    {
        ModelFamily.Bert or ModelFamily.JinaBert => 2,
        ModelFamily.XlmRoberta => 1,
        _ => 0,
    };
}
