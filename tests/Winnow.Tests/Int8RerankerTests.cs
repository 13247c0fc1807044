using System.Text.Json;

namespace Winnow.Tests;

/// <summary>Int8 arithmetic next to float32: near it, and as independent of batch and threads.</summary>
public class Int8RerankerTests
{
    // The random weights of the golden folders spread logits by about one, so that their drift is large beside trained models'.
    const double GoldenDrift = 0.3;

    // Of logits that spread by several; where a rounding falls the other way, as with other instruction sets, single odd texts move by a tenth more.
    const double ShippedDrift = 0.5;

    public static TheoryData<string> Shipped => [.. Fixtures.ShippedModels.Select(folder => Path.GetFileName(folder))];

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
        AssertNear(Fixtures.Golden(name), golden, GoldenDrift);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Score_ShippedModel_StaysNearFloat32(string name)
    {
        TextPair[] pairs = Fixtures.ReadPairs();
        using var exact = Reranker.Load(name, Fixtures.Float32);
        using var rounded = Reranker.Load(name, new EngineOptions { Precision = Precision.Int8 });
        PairScore[] expected = exact.Score(pairs, 512, cancellationToken: TestContext.Current.CancellationToken);
        PairScore[] scores = rounded.Score(pairs, 512, cancellationToken: TestContext.Current.CancellationToken);
        double[] drifts = [.. expected.Zip(scores, (a, b) => Math.Abs((double)a.Logit - b.Logit)).Order()];
        TestContext.Current.TestOutputHelper?.WriteLine($"largest drift {drifts[^1]:F4}, median {drifts[drifts.Length / 2]:F4}, logits from {expected.Min(score => score.Logit):F1} to {expected.Max(score => score.Logit):F1}");
        Assert.True(drifts[^1] < ShippedDrift, $"The largest drift is {drifts[^1]:F3}.");
    }

    [Theory]
    [InlineData("jina-bert")]
    [InlineData("modernbert-cls")]
    public void Rerank_AloneBatchedThreaded_SameBits(string name)
    {
        string[] documents = ["Paris is the capital of France.", "", string.Concat(Enumerable.Repeat("the library is open ", 60)), "Berlin"];
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var one = Reranker.Load(Fixtures.Golden(name), new EngineOptions { Precision = Precision.Int8, Threads = 1 });
        float[] alone = [.. documents.Select(document => one.Rerank("capital of France", [document], cancellationToken: cancellation)[0].Logit)];
        using var three = Reranker.Load(Fixtures.Golden(name), new EngineOptions { Precision = Precision.Int8, Threads = 3 });
        Assert.All(three.Rerank("capital of France", documents, cancellationToken: cancellation), result => Assert.Equal(alone[result.Index], result.Logit));
    }

    static void AssertNear(string folder, JsonDocument golden, double drift)
    {
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        using var reranker = Reranker.Load(folder, new EngineOptions { Precision = Precision.Int8 });
        PairScore[] scores = reranker.Score(
            [.. cases.Select(one => new TextPair(one.GetProperty("query").GetString()!, one.GetProperty("document").GetString()!))],
            golden.RootElement.GetProperty("max_length").GetInt32(),
            cancellationToken: TestContext.Current.CancellationToken);
        double worst = cases.Select((one, i) => Math.Abs(one.GetProperty("logit").GetDouble() - scores[i].Logit)).Max();
        Assert.True(worst < drift, $"The largest drift is {worst:F3}.");
        TestContext.Current.TestOutputHelper?.WriteLine($"largest drift {worst:F4}");
    }
}
