using System.Text.Json;
using Winnow.Kernels.BFloat16;
using Winnow.Weights;

namespace Winnow.Tests;

/// <summary>bfloat16 arithmetic next to float32: near it, and as independent of batch and threads.</summary>
public class BFloat16RerankerTests
{
    // Seen: 0.010 to 0.030 in the golden folders, whose random weights spread logits by about one; less in trained models, whose logits go from -5 to 9.
    const double Drift = 0.05;

    [Theory]
    [InlineData("bert")]
    [InlineData("deberta-v2")]
    [InlineData("ettin")]
    [InlineData("jina-bert")]
    [InlineData("jina-bert-int8")]
    [InlineData("jina-bert-long")]
    [InlineData("modernbert-cls")]
    [InlineData("modernbert-mean")]
    [InlineData("xlm-roberta")]
    public void Score_GoldenTexts_StayNearFloat32(string name)
    {
        using JsonDocument golden = Fixtures.ReadGolden(name);
        AssertNear(Fixtures.Golden(name), golden);
    }

    [Fact]
    public void Score_DefaultModel_StaysNearFloat32()
    {
        TextPair[] pairs = Fixtures.ReadPairs();
        using var exact = Reranker.LoadDefault(Fixtures.Float32);
        using var rounded = Reranker.LoadDefault(new EngineOptions { Precision = Precision.BFloat16 });
        PairScore[] expected = exact.Score(pairs, 512, cancellationToken: TestContext.Current.CancellationToken);
        PairScore[] scores = rounded.Score(pairs, 512, cancellationToken: TestContext.Current.CancellationToken);
        double worst = expected.Zip(scores, (a, b) => Math.Abs((double)a.Logit - b.Logit)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"largest drift {worst:F4}");
        Assert.True(worst < Drift, $"The largest drift is {worst:F4}.");
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("jina-bert")]
    [InlineData("modernbert-cls")]
    public void Rerank_AloneBatchedThreaded_SameBits(string name)
    {
        string[] documents = ["Paris is the capital of France.", "", string.Concat(Enumerable.Repeat("the library is open ", 60)), "Berlin"];
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var one = Reranker.Load(Fixtures.Golden(name), new EngineOptions { Precision = Precision.BFloat16, Threads = 1 });
        float[] alone = [.. documents.Select(document => one.Rerank("capital of France", [document], cancellationToken: cancellation)[0].Logit)];
        using var three = Reranker.Load(Fixtures.Golden(name), new EngineOptions { Precision = Precision.BFloat16, Threads = 3 });
        Assert.All(three.Rerank("capital of France", documents, cancellationToken: cancellation), result => Assert.Equal(alone[result.Index], result.Logit));
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Score_WeightsStoredInOtherTypes_SameBitsAsBFloat16(TensorType type)
    {
        // Both folders hold numbers that all three types can.
        using TemporaryModel stored = Rewrite(type), other = Rewrite(TensorType.BF16);
        Assert.Equal(Logit(other.Path), Logit(stored.Path));
    }

    static float Logit(string folder)
    {
        using var reranker = Reranker.Load(folder, new EngineOptions { Precision = Precision.BFloat16 });
        return reranker.Rerank("capital of France", ["Paris is the capital of France."], cancellationToken: TestContext.Current.CancellationToken)[0].Logit;
    }

    static TemporaryModel Rewrite(TensorType type)
    {
        var model = new TemporaryModel("bert");
        using ModelWeights weights = ModelWeights.Open(Fixtures.Golden("bert"));
        SafetensorsWriter.Write(Path.Combine(model.Path, "model.safetensors"), weights.Tensors.Values.Select(tensor =>
        {
            var values = new float[tensor.ElementCount];
            weights.Read(tensor.Name, [.. tensor.Shape.Select(size => (int)size)], values);
            return (tensor.Name, type, tensor.Shape.ToArray(), (ReadOnlyMemory<byte>)values.SelectMany(value => Bytes(value, type)).ToArray());
        }));
        return model;
    }

    static byte[] Bytes(float value, TensorType type)
    {
        value = Math.Abs(value) < 1e-4f ? 0 : BFloat16Rounding.Widen(BFloat16Rounding.Round(value));
        return type switch
        {
            TensorType.F32 => BitConverter.GetBytes(value),
            TensorType.F16 => BitConverter.GetBytes((Half)value),
            _ => BitConverter.GetBytes(BFloat16Rounding.Round(value)),
        };
    }

    static void AssertNear(string folder, JsonDocument golden)
    {
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        using var reranker = Reranker.Load(folder, new EngineOptions { Precision = Precision.BFloat16 });
        PairScore[] scores = reranker.Score(
            [.. cases.Select(one => new TextPair(one.GetProperty("query").GetString()!, one.GetProperty("document").GetString()!))],
            golden.RootElement.GetProperty("max_length").GetInt32(),
            cancellationToken: TestContext.Current.CancellationToken);
        double[] drifts = [.. cases.Select((one, i) => Math.Abs(one.GetProperty("logit").GetDouble() - scores[i].Logit)).Order()];
        TestContext.Current.TestOutputHelper?.WriteLine($"largest drift {drifts[^1]:F4}, median {drifts[drifts.Length / 2]:F4}");
        Assert.True(drifts[^1] < Drift, $"The largest drift is {drifts[^1]:F4}.");
    }
}
