using System.Text.Json;

namespace Winnow.Tests;

public class EmbedderTests
{
    [Theory]
    [InlineData("bert-embedder-cls")]
    [InlineData("bert-embedder-mean")]
    [InlineData("jina-bert-embedder")]
    public void EmbedPairs_GoldenTexts_EqualTheReference(string name)
    {
        using JsonDocument golden = Fixtures.ReadGolden(name);
        using var embedder = Embedder.Load(Fixtures.Golden(name), Fixtures.Float32);
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        float[][] vectors = embedder.EmbedPairs(
            [.. cases.Select(one => new TextPair(one.GetProperty("query").GetString()!, one.GetProperty("document").GetString()!))],
            new EmbedOptions { MaxTokens = golden.RootElement.GetProperty("max_length").GetInt32() },
            cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < cases.Length; i++)
        {
            double[] expected = [.. cases[i].GetProperty("embedding").EnumerateArray().Select(value => value.GetDouble())];
            Assert.Equal(embedder.Dimensions, vectors[i].Length);
            Assert.All(expected.Zip(vectors[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public void Embed_TextsTogetherAndAlone_SameBits()
    {
        using var embedder = Embedder.Load(Fixtures.Golden("bert-embedder-mean"), Fixtures.Float32);
        string[] texts = ["a library", "", "the opening hours of the library on Sundays and on holidays", "a library"];
        float[][] together = embedder.Embed(texts, cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < texts.Length; i++)
            Assert.Equal(together[i], embedder.Embed([texts[i]], cancellationToken: TestContext.Current.CancellationToken)[0]);
        Assert.All(together, vector => Assert.Equal(1, vector.Sum(value => (double)value * value), 1e-5));
    }

    [Fact]
    public void Embed_Prompts_ArePutBeforeTheText()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryModel("bert-embedder-mean");
        folder.Write("config_sentence_transformers.json", """{"prompts": {"query": "query: ", "document": ""}, "default_prompt_name": "query"}""");
        using var embedder = Embedder.Load(folder.Path, Fixtures.Float32);
        Assert.Equal("query: ", embedder.Prompts["query"]);
        float[] prompted = embedder.Embed(["query: a library"], new EmbedOptions { PromptName = "document" }, cancellationToken: cancellation)[0];
        Assert.Equal(prompted, embedder.Embed(["a library"], cancellationToken: cancellation)[0]);
        Assert.Equal(prompted, embedder.Embed(["a library"], new EmbedOptions { PromptName = "query" }, cancellationToken: cancellation)[0]);
        string message = Assert.Throws<WinnowException>(() => embedder.Embed(["a"], new EmbedOptions { PromptName = "passage" }, cancellationToken: cancellation)).Message;
        Assert.Contains("there is no prompt \"passage\". The folder has: query, document.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Reranker_IsRefused() =>
        Assert.Contains("this model gives relevance", Assert.Throws<WinnowException>(() => Embedder.Load(Fixtures.Golden("bert"))).Message, StringComparison.Ordinal);
}
