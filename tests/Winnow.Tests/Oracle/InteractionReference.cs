namespace Winnow.Tests.Oracle;

/// <summary>
/// A reranker with an interaction head, slow and plain in double precision, written from the definition in docs/interaction.md: query and document lie end to end; in the lower layers a
/// token attends to its own segment, in the upper ones to both, with a gate in place of the slope across the border; the logit is a scaled cosine of the two segments' means,
/// less the late interaction where the folder has it.
/// </summary>
sealed class InteractionReference
{
    readonly ModelConfig _config;
    readonly TensorReader _weights;
    readonly string _prefix;
    readonly double _epsilon;
    readonly int _heads, _headSize, _layers, _openLayers;
    readonly double[] _slopes;

    public InteractionReference(string folder)
    {
        _config = ModelConfig.Read(Path.Combine(folder, "config.json"));
        _weights = new TensorReader(Path.Combine(folder, "model.safetensors"));
        _prefix = _weights.Has("bert.embeddings.word_embeddings.weight") ? "bert." : "";
        _epsilon = _config.Double("layer_norm_eps", 1e-12);
        _heads = _config.Int("num_attention_heads");
        _headSize = _config.Int("hidden_size") / _heads;
        _layers = _config.Int("num_hidden_layers");
        _openLayers = _config.Int("interaction_layers");
        _slopes = JinaBertReference.Slopes(_heads, _config.String("alibi_slopes", "standard") == "jina-reranker-v1");
    }

    /// <summary>The number of the tokens of the query's prompt, which are no part of its text.</summary>
    public int QueryPrompt { get; init; }

    /// <summary>The number of the tokens of the document's prompt.</summary>
    public int DocumentPrompt { get; init; }

    public double Logit(int[] query, int[] document)
    {
        Tensor words = _weights.Get(_prefix + "embeddings.word_embeddings.weight");
        Tensor types = _weights.Get(_prefix + "embeddings.token_type_embeddings.weight");
        double[][] x =
        [
            .. query.Select(id => Arithmetic.Add(words.Row(id), types.Row(0))),
            .. document.Select(id => Arithmetic.Add(words.Row(id), types.Row(1))),
        ];
        x = Norm(x, _prefix + "embeddings.LayerNorm");
        for (int layer = 0; layer < _layers; layer++)
            x = Layer(x, layer, query.Length);

        double[] a = Pooling.Mean(x[..query.Length]), b = Pooling.Mean(x[query.Length..]);
        double cosine = Arithmetic.Dot(a, b) / (Math.Sqrt(Arithmetic.Dot(a, a)) * Math.Sqrt(Arithmetic.Dot(b, b)));
        double logit = _weights.Get("interaction.scale").Values[0] * cosine + _weights.Get("interaction.bias").Values[0];
        if (!_weights.Has("late_interaction.weight"))
            return logit;
        double[] center = _weights.Get("late_interaction.center").Values;
        double[]? termWeights = _weights.Find("late_interaction.term_weights")?.Values;
        double[] counts = [.. Text(query, QueryPrompt).Select(id => termWeights?[id] ?? 1)];
        return logit + LateReference.Term(_weights.Get("late_interaction.weight").Values[0], center, counts, Text(x[..query.Length], QueryPrompt), Text(x[query.Length..], DocumentPrompt));

        static T[] Text<T>(T[] segment, int prompt) => segment.Length < 2 ? [] : segment[(1 + prompt)..^1];
    }

    public double Logit((int[] Ids, int[] Types) pair)
    {
        int border = Array.IndexOf(pair.Types, 1);
        return Logit(pair.Ids[..border], pair.Ids[border..]);
    }

    double[][] Layer(double[][] x, int n, int border)
    {
        string layer = $"{_prefix}encoder.layer.{n}.";
        double[][] q = Linear(x, layer + "attention.self.query"), k = Linear(x, layer + "attention.self.key"), v = Linear(x, layer + "attention.self.value");
        int open = n - (_layers - _openLayers);
        double[] gates = open < 0 ? [] : _weights.Get("interaction.gate").Row(open);
        double[][] context = Arithmetic.Attend(v, _heads, Score);
        double[][] a = Norm(Arithmetic.Add(Linear(context, layer + "attention.output.dense"), x), layer + "attention.output.LayerNorm");
        double[][] inner = [.. Linear(a, layer + "mlp.gated_layers").Select(Gate)];
        return Norm(Arithmetic.Add(Linear(inner, layer + "mlp.wo"), a), layer + "mlp.layernorm");

        double Score(int head, int i, int j)
        {
            bool same = (i < border) == (j < border);
            if (!same && open < 0)
                return double.NegativeInfinity;
            double product = Arithmetic.Dot(Arithmetic.Head(q[i], head, _headSize), Arithmetic.Head(k[j], head, _headSize)) / Math.Sqrt(_headSize);
            return product + (same ? -_slopes[head] * Math.Abs(i - j) : gates[head]);
        }
    }

    double[] Gate(double[] u)
    {
        Func<double, double> act = _config.String("feed_forward_type", "geglu") == "reglu" ? Activation.Relu : Activation.Gelu;
        return [.. Enumerable.Range(0, u.Length / 2).Select(i => act(u[i]) * u[u.Length / 2 + i])];
    }

    double[][] Linear(double[][] x, string name) => Arithmetic.Linear(x, _weights.Get(name + ".weight"), _weights.Find(name + ".bias"));

    double[][] Norm(double[][] x, string name) => Arithmetic.LayerNorm(x, _weights.Get(name + ".weight"), _weights.Find(name + ".bias"), _epsilon);
}
