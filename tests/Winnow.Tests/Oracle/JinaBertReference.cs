namespace Winnow.Tests.Oracle;

/// <summary>JinaBERT: no position table, symmetric ALiBi added to the scaled scores, a gated feed-forward layer, BERT's pooler.</summary>
sealed class JinaBertReference(string folder, ModelConfig config, TensorReader weights) : ReferenceModel(folder, config, weights)
{
    string Prefix => PrefixOf("bert.", "embeddings.word_embeddings.weight");

    double Eps => Config.Double("layer_norm_eps", 1e-12);

    public override double[][] States(int[] ids, int[] types)
    {
        Tensor words = Weight(Prefix + "embeddings.word_embeddings.weight");
        Tensor segments = Weight(Prefix + "embeddings.token_type_embeddings.weight");
        double[][] sum = [.. ids.Select((id, i) => Arithmetic.Add(words.Row(id), segments.Row(types[i])))];
        double[][] x = LayerNorm(sum, Prefix + "embeddings.LayerNorm", Eps);
        for (int n = 0; n < Config.Int("num_hidden_layers"); n++)
            x = Layer(x, $"{Prefix}encoder.layer.{n}.");
        return x;
    }

    protected override double[]? Classify(double[][] states) => Weights.Has("classifier.weight")
        ? Linear(Arithmetic.Map(Linear(states[0], Prefix + "pooler.dense"), Math.Tanh), "classifier")
        : null;

    double[][] Layer(double[][] x, string layer)
    {
        int heads = Config.Int("num_attention_heads");
        int headSize = Config.Int("hidden_size") / heads;
        double[] slopes = Slopes(heads, HalvesTail(heads));
        double[][] q = Linear(x, layer + "attention.self.query");
        double[][] k = Linear(x, layer + "attention.self.key");
        double[][] v = Linear(x, layer + "attention.self.value");
        double[][] context = Arithmetic.Attend(v, heads, (h, i, j) =>
            Arithmetic.Dot(Arithmetic.Head(q[i], h, headSize), Arithmetic.Head(k[j], h, headSize)) / Math.Sqrt(headSize)
            - slopes[h] * Math.Abs(i - j));
        double[][] a = LayerNorm(Arithmetic.Add(Linear(context, layer + "attention.output.dense"), x), layer + "attention.output.LayerNorm", Eps);

        double[][] h = [.. Linear(a, layer + "mlp.gated_layers").Select(Gate)];
        return LayerNorm(Arithmetic.Add(Linear(h, layer + "mlp.wo"), a), layer + "mlp.layernorm", Eps);
    }

    /// <summary>The first half is activated, the second half multiplies it.</summary>
    double[] Gate(double[] u)
    {
        Func<double, double> act = Config.String("feed_forward_type", "geglu") switch
        {
            "geglu" => Activation.Gelu,
            "reglu" => Activation.Relu,
            string other => throw new NotSupportedException($"The oracle has no feed_forward_type '{other}'."),
        };
        int half = u.Length / 2;
        return [.. Enumerable.Range(0, half).Select(i => act(u[i]) * u[half + i])];
    }

    bool HalvesTail(int heads) => Config.String("alibi_slopes", "") switch
    {
        "standard" => false,
        "jina-reranker-v1" => true,
        "" => Weights.Has("classifier.weight") && !int.IsPow2(heads),
        string other => throw new NotSupportedException($"The oracle has no alibi_slopes '{other}'."),
    };

    /// <summary>
    /// With p the largest power of two in n: <c>2^(-8(k+1)/p)</c> for the first p heads, then every second slope of
    /// the list for 2p heads. The published Jina rerankers halve those last ones.
    /// </summary>
    internal static double[] Slopes(int heads, bool halvedTail)
    {
        int p = 1;
        while (2 * p <= heads)
            p *= 2;
        return
        [
            .. Enumerable.Range(0, p).Select(k => Math.Pow(2, -8.0 * (k + 1) / p)),
            .. Enumerable.Range(0, heads - p).Select(k => Math.Pow(2, -8.0 * (2 * k + 1) / (2 * p)) * (halvedTail ? 0.5 : 1)),
        ];
    }
}
