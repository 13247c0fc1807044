namespace Winnow.Tests.Oracle;

/// <summary>
/// The layers that BERT and XLM-RoBERTa share. Each is
/// <c>a = LN(dense(attention(x)) + x)</c>, then <c>LN(output(act(intermediate(a))) + a)</c>.
/// </summary>
sealed class PostNormEncoder(ModelConfig config, TensorReader weights, string prefix, double eps)
{
    public double[][] Run(double[][] x)
    {
        for (int n = 0; n < config.Int("num_hidden_layers"); n++)
            x = Layer(x, $"{prefix}encoder.layer.{n}.");
        return x;
    }

    double[][] Layer(double[][] x, string layer)
    {
        int heads = config.Int("num_attention_heads");
        int headSize = config.Int("hidden_size") / heads;
        double[][] q = Linear(x, layer + "attention.self.query");
        double[][] k = Linear(x, layer + "attention.self.key");
        double[][] v = Linear(x, layer + "attention.self.value");
        double[][] context = Arithmetic.Attend(v, heads, (h, i, j) =>
            Arithmetic.Dot(Arithmetic.Head(q[i], h, headSize), Arithmetic.Head(k[j], h, headSize)) / Math.Sqrt(headSize));
        double[][] a = Norm(Arithmetic.Add(Linear(context, layer + "attention.output.dense"), x), layer + "attention.output.LayerNorm");

        Func<double, double> act = Activation.Named(config.String("hidden_act", "gelu"));
        double[][] inner = Arithmetic.Map(Linear(a, layer + "intermediate.dense"), act);
        return Norm(Arithmetic.Add(Linear(inner, layer + "output.dense"), a), layer + "output.LayerNorm");
    }

    double[][] Linear(double[][] x, string name) => Arithmetic.Linear(x, weights.Get(name + ".weight"), weights.Get(name + ".bias"));

    double[][] Norm(double[][] x, string name) => Arithmetic.LayerNorm(
        x,
        weights.Find(name + ".weight") ?? weights.Get(name + ".gamma"),
        weights.Find(name + ".bias") ?? weights.Get(name + ".beta"),
        eps);
}
