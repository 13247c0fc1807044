namespace Winnow.Tests.Oracle;

/// <summary>
/// A slow, plain model in double precision, the oracle of the engine's tests. It is written from the published
/// description of each architecture, shares nothing with the engine and takes token ids, never text.
/// </summary>
abstract class ReferenceModel(string folder, ModelConfig config, TensorReader weights)
{
    readonly SentenceModules? _modules = SentenceModules.Read(folder);

    protected ModelConfig Config => config;

    protected TensorReader Weights => weights;

    /// <summary>Reads config.json and model.safetensors and takes the family by the rules of model_type and tensor names.</summary>
    public static ReferenceModel Load(string folder)
    {
        ModelConfig config = ModelConfig.Read(Path.Combine(folder, "config.json"));
        var weights = new TensorReader(Path.Combine(folder, "model.safetensors"));
        return config.String("model_type", "") switch
        {
            "deberta-v2" => new DebertaV2Reference(folder, config, weights),
            "xlm-roberta" => new XlmRobertaReference(folder, config, weights),
            "modernbert" => new ModernBertReference(folder, config, weights),
            "bert" when weights.Names.Any(n => n.EndsWith("mlp.gated_layers.weight", StringComparison.Ordinal)) =>
                new JinaBertReference(folder, config, weights),
            "bert" when weights.Names.Any(n => n.EndsWith("embeddings.position_embeddings.weight", StringComparison.Ordinal)) =>
                new BertReference(folder, config, weights),
            string other => throw new NotSupportedException($"No family of the oracle fits model_type '{other}' and these tensors."),
        };
    }

    /// <summary>The last hidden states, one row for each token.</summary>
    public abstract double[][] States(int[] ids, int[] types);

    /// <summary>The logits of the family's own classification head, or null where the weights have none.</summary>
    protected abstract double[]? Classify(double[][] states);

    /// <summary>All the outputs of a reranker's head, before any activation.</summary>
    public double[] Logits(int[] ids, int[] types)
    {
        double[][] states = States(ids, types);
        return Classify(states)
            ?? (_modules is { IsReranker: true } ? _modules.Apply(states) : throw new InvalidOperationException("The folder holds no reranker."));
    }

    /// <summary>The raw score of a pair: the first logit.</summary>
    public double Logit(int[] ids, int[] types) => Logits(ids, types)[0];

    /// <summary>
    /// The embedding of a text as modules.json describes it. Without that file: the mean of the states, normalised,
    /// which is how jina-embeddings-v2 folders are used.
    /// </summary>
    public double[] Embedding(int[] ids, int[] types)
    {
        double[][] states = States(ids, types);
        return _modules is null ? Pooling.Normalize(Pooling.Mean(states)) : _modules.Apply(states);
    }

    protected Tensor Weight(string name) => weights.Get(name);

    /// <summary>A linear layer named <paramref name="name"/>; a bias is added where the file has one.</summary>
    protected double[] Linear(double[] x, string name) => Arithmetic.Linear(x, weights.Get(name + ".weight"), weights.Find(name + ".bias"));

    protected double[][] Linear(double[][] x, string name) => Arithmetic.Linear(x, weights.Get(name + ".weight"), weights.Find(name + ".bias"));

    /// <summary>A layer norm, whose parameters very old checkpoints call gamma and beta.</summary>
    protected double[][] LayerNorm(double[][] x, string name, double eps) => Arithmetic.LayerNorm(
        x,
        weights.Find(name + ".weight") ?? weights.Get(name + ".gamma"),
        weights.Find(name + ".bias") ?? weights.Find(name + ".beta"),
        eps);

    /// <summary>The prefix that this file puts before <paramref name="probe"/>: the given one or none.</summary>
    protected string PrefixOf(string prefix, string probe) => weights.Has(prefix + probe) ? prefix : "";
}
