using Winnow.Training.Conversion;
using Winnow.Training.Modules;
using static TorchSharp.torch;

namespace Winnow.Training.Tests.Conversion;

public class JinaConversionTests
{
    static readonly string Bert = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert-embedder-mean");

    static int[][] Samples(TrainableEncoder bert)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 64).Select(_ => Enumerable.Range(0, random.Next(8, 60)).Select(_ => random.Next(bert.Shape.Vocabulary)).ToArray())];
    }

    [Fact]
    public void Order_SlopesAndDistances_GivesTheNearestHeadTheSteepestSlope() =>
        Assert.Equal([2, 0, 1], JinaConversion.Order([0.5f, 0.25f, 0.1f], [3.0, 9.0, 1.0]));

    [Fact]
    public void Fit_AffineRows_FindsTheVectorThatGivesOne()
    {
        // a = g z + b with the elements of z summing to 0: v = (1 / g) / sum(b / g).
        using var scope = TorchSharp.torch.NewDisposeScope();
        Tensor g = linspace(0.5, 2, 8, dtype: ScalarType.Float64), b = linspace(1, 3, 8, dtype: ScalarType.Float64);
        Tensor z = randn([500, 8], dtype: ScalarType.Float64);
        Tensor a = ((z - z.mean([1L], keepdim: true)) * g) + b;

        Tensor v = tensor(JinaConversion.Fit(a.t().matmul(a) / 500, a.mean([0L]))).to(ScalarType.Float64);

        Assert.True((a.matmul(v) - 1).abs().max().item<double>() < 1e-3);
    }

    [Fact]
    public void Convert_Bert_ComputesNearlyTheSameFeedForward()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var still = no_grad();
        TrainableEncoder bert = TrainableReranker.OpenEncoder(Bert, CPU, ScalarType.Float32);
        // Norms as trained models have them: a random one may be such that only a very long vector makes a one of it.
        foreach ((string part, float least) in (ReadOnlySpan<(string, float)>)[("weight", 0.8f), ("bias", 0.1f)])
        {
            for (int n = 0; n < bert.Shape.Layers; n++)
                bert.Parameters.Set($"encoder.layer.{n}.attention.output.LayerNorm.{part}", [.. Enumerable.Range(0, bert.Shape.HiddenSize).Select(i => least + (0.01f * i))], bert.Shape.HiddenSize);
        }

        int[][] samples = Samples(bert);

        TrainableEncoder jina = JinaConversion.Convert(bert, samples);

        Assert.True(jina.Shape.IsJina);
        TokenBatch batch = TokenBatch.Create(samples[..8], null, 0, CPU);
        Tensor a = bert.Attend(0, bert.Embed(batch), bert.Bias(batch));
        Tensor expected = bert.FeedForward(0, a), actual = jina.FeedForward(0, a);
        Assert.InRange(((actual - expected).norm() / expected.norm()).item<float>(), 0, 0.02f);
    }

    [Fact]
    public void Convert_Bert_OnlyReordersTheHeads()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var still = no_grad();
        TrainableEncoder bert = TrainableReranker.OpenEncoder(Bert, CPU, ScalarType.Float32);
        int[][] samples = Samples(bert);
        TrainableEncoder jina = JinaConversion.Convert(bert, samples);
        TokenBatch batch = TokenBatch.Create(samples[..8], null, 0, CPU);
        Tensor x = bert.Embed(batch), bias = bert.Bias(batch);

        // The same bias for all heads: their order changes nothing.
        Tensor expected = bert.Attend(1, x, bias), actual = jina.Attend(1, x, bias);

        Assert.True((actual - expected).abs().max().item<float>() < 1e-4f);
    }
}
