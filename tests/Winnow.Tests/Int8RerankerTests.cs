using System.Text.Json;

namespace Winnow.Tests;

/// <summary>Int8 arithmetic next to float32: near it, and as independent of batch and threads.</summary>
public class Int8RerankerTests
{
    // The random weights of the golden folders spread logits by about one, so that their drift is large beside trained models'.
    const double GoldenDrift = 0.3;

    // Of logits from -5 to 9; where a rounding falls the other way, as with other instruction sets, single odd texts move by a tenth more.
    const double StarterDrift = 0.5;

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

    [Fact]
    public void Score_StarterModel_StaysNearFloat32()
    {
        string folder = Path.Combine(Fixtures.Repository, "models", "winnow-starter-en");
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
        AssertNear(folder, golden, StarterDrift);
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
