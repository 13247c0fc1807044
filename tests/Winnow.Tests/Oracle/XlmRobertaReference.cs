namespace Winnow.Tests.Oracle;

/// <summary>
/// XLM-RoBERTa: BERT's layers over positions that count from <c>padding_idx + 1</c> and skip pad tokens;
/// the head is <c>out_proj(tanh(dense(x[0])))</c>. Token types are always 0.
/// </summary>
sealed class XlmRobertaReference(string folder, ModelConfig config, TensorReader weights) : ReferenceModel(folder, config, weights)
{
    string Prefix => PrefixOf("roberta.", "embeddings.word_embeddings.weight");

    public override double[][] States(int[] ids, int[] types)
    {
        Tensor words = Weight(Prefix + "embeddings.word_embeddings.weight");
        Tensor positions = Weight(Prefix + "embeddings.position_embeddings.weight");
        double[] segment = Weight(Prefix + "embeddings.token_type_embeddings.weight").Row(0);
        int[] places = PositionIds(ids, Config.Int("pad_token_id", 1));
        double[][] sum = [.. ids.Select((id, i) => Arithmetic.Add(Arithmetic.Add(words.Row(id), positions.Row(places[i])), segment))];
        double eps = Config.Double("layer_norm_eps", 1e-5);
        return new PostNormEncoder(Config, Weights, Prefix, eps).Run(LayerNorm(sum, Prefix + "embeddings.LayerNorm", eps));
    }

    protected override double[]? Classify(double[][] states) => Weights.Has("classifier.out_proj.weight")
        ? Linear(Arithmetic.Map(Linear(states[0], "classifier.dense"), Math.Tanh), "classifier.out_proj")
        : null;

    /// <summary>A pad token sits at the pad position; the others are numbered from the position after it.</summary>
    internal static int[] PositionIds(int[] ids, int pad)
    {
        int seen = 0;
        return [.. ids.Select(id => id == pad ? pad : pad + ++seen)];
    }
}
