namespace Winnow.Tests.Oracle;

/// <summary>
/// DeBERTa-v2 and v3: attention with up to three terms, content to content, content to position (c2p) and position to
/// content (p2c), over relative positions that may be put in buckets of growing width.
/// </summary>
sealed class DebertaV2Reference(string folder, ModelConfig config, TensorReader weights) : ReferenceModel(folder, config, weights)
{
    string Prefix => PrefixOf("deberta.", "embeddings.word_embeddings.weight");

    double Eps => Config.Double("layer_norm_eps", 1e-7);

    int Buckets => Config.Int("position_buckets", -1);

    int MaxRelative => Config.Int("max_relative_positions", -1) is > 0 and int given ? given : Config.Int("max_position_embeddings", 512);

    /// <summary>Half the rows of the table of relative positions.</summary>
    int Span => Buckets > 0 ? Buckets : MaxRelative;

    public override double[][] States(int[] ids, int[] types)
    {
        if (Config.Int("conv_kernel_size", 0) > 0)
            throw new NotSupportedException("The oracle has no convolution layer.");
        double[][] x = Embed(ids, types);
        double[][]? relative = RelativeEmbeddings();
        for (int n = 0; n < Config.Int("num_hidden_layers"); n++)
            x = Layer(x, relative, $"{Prefix}encoder.layer.{n}.");
        return x;
    }

    protected override double[]? Classify(double[][] states)
    {
        if (!Weights.Has("classifier.weight"))
            return null;
        Func<double, double> act = Activation.Named(Config.String("pooler_hidden_act", "gelu"));
        return Linear(Arithmetic.Map(Linear(states[0], "pooler.dense"), act), "classifier");
    }

    double[][] Embed(int[] ids, int[] types)
    {
        Tensor words = Weight(Prefix + "embeddings.word_embeddings.weight");
        double[][] x = [.. ids.Select(words.Row)];
        if (Config.Bool("position_biased_input", true))
        {
            Tensor positions = Weight(Prefix + "embeddings.position_embeddings.weight");
            x = Arithmetic.Add(x, [.. ids.Select((_, i) => positions.Row(i))]);
        }
        if (Config.Int("type_vocab_size", 0) > 0)
        {
            Tensor segments = Weight(Prefix + "embeddings.token_type_embeddings.weight");
            x = Arithmetic.Add(x, [.. types.Select(segments.Row)]);
        }
        if (Weights.Has(Prefix + "embeddings.embed_proj.weight"))
            x = Linear(x, Prefix + "embeddings.embed_proj");
        return LayerNorm(x, Prefix + "embeddings.LayerNorm", Eps);
    }

    /// <summary>The table of relative positions, put through the encoder's own norm where the config says so.</summary>
    double[][]? RelativeEmbeddings()
    {
        if (!Config.Bool("relative_attention", false))
            return null;
        Tensor table = Weight(Prefix + "encoder.rel_embeddings.weight");
        double[][] rows = [.. Enumerable.Range(0, 2 * Span).Select(table.Row)];
        bool normed = Config.Strings("norm_rel_ebd")?.Contains("layer_norm") ?? false;
        return normed ? LayerNorm(rows, Prefix + "encoder.LayerNorm", Eps) : rows;
    }

    double[][] Layer(double[][] x, double[][]? relative, string layer)
    {
        double[][] context = Attention(x, relative, layer + "attention.self.");
        double[][] a = LayerNorm(Arithmetic.Add(Linear(context, layer + "attention.output.dense"), x), layer + "attention.output.LayerNorm", Eps);
        double[][] inner = Arithmetic.Map(Linear(a, layer + "intermediate.dense"), Activation.Named(Config.String("hidden_act", "gelu")));
        return LayerNorm(Arithmetic.Add(Linear(inner, layer + "output.dense"), a), layer + "output.LayerNorm", Eps);
    }

    double[][] Attention(double[][] x, double[][]? relative, string self)
    {
        int heads = Config.Int("num_attention_heads");
        int headSize = Config.Int("hidden_size") / heads;
        string[] terms = Config.Strings("pos_att_type") ?? [];
        bool shared = Config.Bool("share_att_key", false);
        double[][] q = Linear(x, self + "query_proj");
        double[][] k = Linear(x, self + "key_proj");
        double[][] v = Linear(x, self + "value_proj");
        // The divisor counts the terms that the config names, and is the same for every term.
        double scale = Math.Sqrt(headSize * (1.0 + (terms.Contains("c2p") ? 1 : 0) + (terms.Contains("p2c") ? 1 : 0)));
        double[][]? positionKeys =
            relative is not null && terms.Contains("c2p") ? Linear(relative, self + (shared ? "key_proj" : "pos_key_proj")) : null;
        double[][]? positionQueries =
            relative is not null && terms.Contains("p2c") ? Linear(relative, self + (shared ? "query_proj" : "pos_query_proj")) : null;

        return Arithmetic.Attend(v, heads, (h, i, j) =>
        {
            ReadOnlySpan<double> query = Arithmetic.Head(q[i], h, headSize);
            ReadOnlySpan<double> key = Arithmetic.Head(k[j], h, headSize);
            double score = Arithmetic.Dot(query, key);
            int row = Math.Clamp(Bucket(i - j, Buckets, MaxRelative) + Span, 0, 2 * Span - 1);
            if (positionKeys is not null)
                score += Arithmetic.Dot(query, Arithmetic.Head(positionKeys[row], h, headSize));
            if (positionQueries is not null)
                score += Arithmetic.Dot(key, Arithmetic.Head(positionQueries[row], h, headSize));
            return score / scale;
        });
    }

    /// <summary>
    /// The bucket of the distance <paramref name="d"/> from query to key: itself up to half the buckets, then
    /// logarithmic so that <c>maxPosition - 1</c> falls in the last bucket but one. Without buckets, the distance.
    /// </summary>
    internal static int Bucket(int d, int buckets, int maxPosition)
    {
        int mid = buckets / 2;
        int distance = Math.Abs(d);
        if (buckets <= 0 || distance <= mid)
            return d;
        // Where the distance is the largest one both logarithms are the same number and the quotient is exactly 1.
        double steps = Math.Log((double)distance / mid) / Math.Log((maxPosition - 1.0) / mid) * (mid - 1);
        return Math.Sign(d) * ((int)Math.Ceiling(steps) + mid);
    }
}
