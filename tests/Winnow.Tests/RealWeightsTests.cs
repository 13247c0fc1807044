using System.Text.Json;

namespace Winnow.Tests;

/// <summary>Trained weights against the logits and embeddings that PyTorch gave for them.</summary>
public class RealWeightsTests
{
    const double Tolerance = 1e-3;

    [Fact]
    public void Score_FirstTokenReranker_EqualsTheReference()
    {
        const string Name = "winnow-starter-en";
        string folder = Path.Combine(Fixtures.Repository, "..", "shared", "models", Name);
        Assert.SkipUnless(Directory.Exists(folder), $"The weights of {Name} are not beside the repository (shared/models).");
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        using var reranker = Reranker.Load(folder, Fixtures.Float32);
        PairScore[] scores = reranker.Score(
            [.. cases.Select(one => new TextPair(Text(one, "query"), Text(one, "document")))],
            golden.RootElement.GetProperty("max_length").GetInt32(),
            cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < cases.Length; i++)
            Assert.Equal(cases[i].GetProperty("logit").GetDouble(), scores[i].Logit, Tolerance);
    }

    [Theory]
    [InlineData("bge-small-en-v1.5")]
    [InlineData("e5-small-v2")]
    public void Embed_PublishedEmbedder_EqualsTheReference(string name)
    {
        string folder = Path.Combine(Fixtures.Repository, "..", "shared", "models", name);
        Assert.SkipUnless(Directory.Exists(folder), $"The weights of {name} are not beside the repository (shared/models).");
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        using var embedder = Embedder.Load(folder, Fixtures.Float32);
        float[][] vectors = embedder.Embed([.. cases.Select(one => Text(one, "document"))], cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < cases.Length; i++)
        {
            Assert.Equal(Ids(cases[i], "input_ids"), embedder.Tokenizer.EncodePair(Text(cases[i], "query"), Text(cases[i], "document")).Ids);
            double[] expected = [.. cases[i].GetProperty("embedding").EnumerateArray().Select(value => value.GetDouble())];
            Assert.All(expected.Zip(vectors[i]), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    static string Text(JsonElement one, string field) => one.GetProperty(field).GetString()!;

    static int[] Ids(JsonElement one, string field) => [.. one.GetProperty(field).EnumerateArray().Select(id => id.GetInt32())];
}
