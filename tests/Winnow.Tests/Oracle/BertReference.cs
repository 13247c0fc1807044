namespace Winnow.Tests.Oracle;

/// <summary>BERT: learned positions and token types, post-norm layers, the pooler's tanh before the classifier.</summary>
sealed class BertReference(string folder, ModelConfig config, TensorReader weights) : ReferenceModel(folder, config, weights)
{
    string Prefix => PrefixOf("bert.", "embeddings.word_embeddings.weight");

    public override double[][] States(int[] ids, int[] types)
    {
        Tensor words = Weight(Prefix + "embeddings.word_embeddings.weight");
        Tensor positions = Weight(Prefix + "embeddings.position_embeddings.weight");
        Tensor segments = Weight(Prefix + "embeddings.token_type_embeddings.weight");
        double[][] sum = [.. ids.Select((id, i) => Arithmetic.Add(Arithmetic.Add(words.Row(id), positions.Row(i)), segments.Row(types[i])))];
        double eps = Config.Double("layer_norm_eps", 1e-12);
        double[][] x = LayerNorm(sum, Prefix + "embeddings.LayerNorm", eps);
        return new PostNormEncoder(Config, Weights, Prefix, eps).Run(x);
    }

    protected override double[]? Classify(double[][] states) => Weights.Has("classifier.weight")
        ? Linear(Arithmetic.Map(Linear(states[0], Prefix + "pooler.dense"), Math.Tanh), "classifier")
        : null;
}
