namespace Winnow.Tests.Oracle;

/// <summary>
/// ModernBERT: pre-norm layers (the first has no norm before its attention), rotary positions whose base differs between
/// full and sliding layers, a window of <c>local_attention / 2</c> tokens to either side in sliding layers, GEGLU.
/// </summary>
sealed class ModernBertReference(string folder, ModelConfig config, TensorReader weights) : ReferenceModel(folder, config, weights)
{
    string Prefix => PrefixOf("model.", "embeddings.tok_embeddings.weight");

    double Eps => Config.Double("norm_eps", 1e-5);

    public override double[][] States(int[] ids, int[] types)
    {
        Tensor words = Weight(Prefix + "embeddings.tok_embeddings.weight");
        double[][] x = LayerNorm([.. ids.Select(words.Row)], Prefix + "embeddings.norm", Eps);
        for (int n = 0; n < Config.Int("num_hidden_layers"); n++)
        {
            string layer = $"{Prefix}layers.{n}.";
            double[][] normed = n == 0 ? x : LayerNorm(x, layer + "attn_norm", Eps);
            x = Arithmetic.Add(x, Attention(normed, n, layer + "attn."));
            x = Arithmetic.Add(x, FeedForward(LayerNorm(x, layer + "mlp_norm", Eps), layer + "mlp."));
        }
        return LayerNorm(x, Prefix + "final_norm", Eps);
    }

    /// <summary><c>classifier(norm(act(dense(pooled))))</c>.</summary>
    protected override double[]? Classify(double[][] states)
    {
        if (!Weights.Has("classifier.weight"))
            return null;
        double[] pooled = Config.String("classifier_pooling", "cls") switch
        {
            "cls" => states[0],
            "mean" => Pooling.Mean(states),
            string other => throw new NotSupportedException($"The oracle has no classifier_pooling '{other}'."),
        };
        Func<double, double> act = Activation.Named(Config.String("classifier_activation", "gelu"));
        double[] dense = Arithmetic.Map(Linear(pooled, "head.dense"), act);
        return Linear(LayerNorm([dense], "head.norm", Eps)[0], "classifier");
    }

    double[][] Attention(double[][] x, int layer, string attn)
    {
        int hidden = Config.Int("hidden_size");
        int heads = Config.Int("num_attention_heads");
        int headSize = hidden / heads;
        bool sliding = IsSliding(layer);
        double theta = Theta(sliding);
        int window = sliding ? Config.Int("local_attention", 128) / 2 : int.MaxValue;

        // The rows of Wqkv are all queries, then all keys, then all values.
        double[][] qkv = Linear(x, attn + "Wqkv");
        double[][] q = [.. qkv.Select((row, i) => Rotate(row[..hidden], i, headSize, theta))];
        double[][] k = [.. qkv.Select((row, i) => Rotate(row[hidden..(2 * hidden)], i, headSize, theta))];
        double[][] v = [.. qkv.Select(row => row[(2 * hidden)..])];
        double[][] context = Arithmetic.Attend(v, heads, (h, i, j) => Math.Abs(i - j) > window
            ? double.NegativeInfinity
            : Arithmetic.Dot(Arithmetic.Head(q[i], h, headSize), Arithmetic.Head(k[j], h, headSize)) / Math.Sqrt(headSize));
        return Linear(context, attn + "Wo");
    }

    /// <summary>The first half of Wi's output is activated, the second half multiplies it.</summary>
    double[][] FeedForward(double[][] x, string mlp)
    {
        Func<double, double> act = Activation.Named(Config.String("hidden_activation", "gelu"));
        int width = Config.Int("intermediate_size");
        double[][] gated = [.. Linear(x, mlp + "Wi").Select(u => Enumerable.Range(0, width).Select(i => act(u[i]) * u[width + i]).ToArray())];
        return Linear(gated, mlp + "Wo");
    }

    /// <summary>layer_types names each layer; older files give only the distance between full layers, the first being one.</summary>
    bool IsSliding(int layer) => Config.Strings("layer_types") is { } kinds
        ? kinds[layer] == "sliding_attention"
        : layer % Config.Int("global_attn_every_n_layers", 3) != 0;

    /// <summary>The rotary base: in rope_parameters by kind of layer, or in the older keys, where a null local base means the global one.</summary>
    double Theta(bool sliding)
    {
        double global = Config.Double("global_rope_theta", 160_000);
        double local = Config.Double("local_rope_theta", Config.IsNull("local_rope_theta") ? global : 10_000);
        ModelConfig? rope = Config.Object("rope_parameters")?.Object(sliding ? "sliding_attention" : "full_attention");
        if (rope is not null && rope.String("rope_type", "default") != "default")
            throw new NotSupportedException("The oracle has only the default rotary positions.");
        double old = sliding ? local : global;
        return rope?.Double("rope_theta", old) ?? old;
    }

    /// <summary>
    /// Turns each pair (d, d + headSize/2) of every head by <c>position * theta^(-2d/headSize)</c>.
    /// </summary>
    static double[] Rotate(double[] x, int position, int headSize, double theta)
    {
        if (headSize % 2 != 0)
            throw new NotSupportedException("Rotary positions need an even head size.");
        int half = headSize / 2;
        var y = new double[x.Length];
        for (int start = 0; start < x.Length; start += headSize)
        {
            for (int d = 0; d < half; d++)
            {
                double angle = position * Math.Pow(theta, -2.0 * d / headSize);
                (double a, double b) = (x[start + d], x[start + d + half]);
                y[start + d] = a * Math.Cos(angle) - b * Math.Sin(angle);
                y[start + d + half] = b * Math.Cos(angle) + a * Math.Sin(angle);
            }
        }
        return y;
    }
}
