using System.Text.Json;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Reranking;

/// <summary>What a request's fields do, through the whole server.</summary>
public sealed class RerankServiceTests
{
    static string Body(string query, string[] documents, string more = "") =>
        $$"""{"query":{{JsonSerializer.Serialize(query)}},"documents":{{JsonSerializer.Serialize(documents)}}{{more}}}""";

    static Reranker Load() => Reranker.Load(TestServer.ModelFolder, new EngineOptions { Precision = Precision.Float32, Threads = 1 });

    static (int Index, float Score)[] Results(JsonElement json) =>
        [.. json.GetProperty("results").EnumerateArray().Select(result => (result.GetProperty("index").GetInt32(), result.GetProperty("relevance_score").GetSingle()))];

    [Theory]
    [InlineData("", 3)]
    [InlineData(",\"top_n\":null", 3)]
    [InlineData(",\"top_n\":2", 2)]
    [InlineData(",\"top_n\":\"2\"", 2)]
    [InlineData(",\"top_n\":99", 3)]
    [InlineData(",\"top_n\":0", 0)]
    public async Task RerankAsync_TopN_GivesThatMany(string more, int expected)
    {
        await using TestServer server = await TestServer.StartAsync();

        (int status, JsonElement json) = await server.PostAsync("/v1/rerank", Body("q", ["a", "b", "c"], more));

        Assert.Equal((200, expected), (status, json.GetProperty("results").GetArrayLength()));
    }

    [Fact]
    public async Task RerankAsync_RawScores_GivesLogits()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Reranker reranker = Load();
        var expected = reranker.Rerank("q", ["a", "b"], cancellationToken: TestContext.Current.CancellationToken);

        foreach (string more in (string[])[",\"raw_scores\":true", ",\"use_activation\":false"])
        {
            (_, JsonElement json) = await server.PostAsync("/v1/rerank", Body("q", ["a", "b"], more));
            Assert.Equal(expected.Select(result => (result.Index, result.Logit)), Results(json));
        }
    }

    [Fact]
    public async Task RerankAsync_DocumentLongerThanTheModelReads_CountsItsBestPiece()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Engine = new EngineOptions { Precision = Precision.Float32, MaxTokens = 40 });
        using Reranker reranker = Load();
        string part = string.Join(' ', Enumerable.Repeat("the library is open in the morning.", 4)), whole = string.Join("\n\n", Enumerable.Repeat(part, 5)) + "\n\nParis is the capital of France.";

        (int status, JsonElement json) = await server.PostAsync("/v1/rerank", Body("capital of France", [whole, part]));
        (_, JsonElement cut) = await server.PostAsync("/v1/rerank", Body("capital of France", [whole], ",\"max_tokens_per_doc\":10"));
        (_, JsonElement one) = await server.PostAsync("/v1/rerank", Body("capital of France", [whole], ",\"max_chunks_per_doc\":1"));

        Assert.Equal(200, status);
        float best = Results(json).Single(result => result.Index == 0).Score, first = Results(one)[0].Score;
        Assert.True(best >= first);
        // Ten tokens of the document, as the library reads them.
        int query = reranker.Tokenizer.Tokenize("capital of France").Length;
        Assert.Equal(reranker.Rerank("capital of France", [whole], new RerankOptions { MaxTokens = query + 3 + 10 }, TestContext.Current.CancellationToken)[0].Score, Results(cut)[0].Score);
        Assert.True(json.GetProperty("usage").GetProperty("total_tokens").GetInt32() > one.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task RerankAsync_RelevantSpans_AreWhereTheySayInCodePoints()
    {
        await using TestServer server = await TestServer.StartAsync();
        string text = string.Join("\n\n", Enumerable.Range(0, 12).Select(i => $"😀 Paragraph {i}: {string.Join(' ', Enumerable.Repeat("the library is open in the morning.", 6))}"));

        (int status, JsonElement json) = await server.PostAsync("/v1/rerank", Body("library", [text], ",\"relevant_spans\":{\"max_spans\":2,\"threshold\":-100}"));
        (_, JsonElement without) = await server.PostAsync("/v1/rerank", Body("library", [text]));

        Assert.Equal(200, status);
        JsonElement spans = json.GetProperty("results")[0].GetProperty("relevant_spans");
        Assert.Equal(2, spans.GetArrayLength());
        int[] codePoints = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        foreach (JsonElement span in spans.EnumerateArray())
        {
            string there = string.Concat(codePoints[span.GetProperty("start").GetInt32()..span.GetProperty("end").GetInt32()].Select(char.ConvertFromUtf32));
            Assert.Equal(span.GetProperty("text").GetString(), there);
        }

        Assert.True(spans[0].GetProperty("score").GetSingle() >= spans[1].GetProperty("score").GetSingle());
        Assert.Equal(Results(without), Results(json));
        Assert.False(without.GetProperty("results")[0].TryGetProperty("relevant_spans", out _));
    }

    [Fact]
    public async Task RerankAsync_RankFields_ReadsThoseInTheirOrderAndGivesAllBack()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Reranker reranker = Load();
        const string Documents = """[{"title":"Paris","body":"the capital","id":7},{"body":"of France"}]""";

        (int status, JsonElement json) = await server.PostAsync("/v1/rerank", $$"""{"query":"capital","documents":{{Documents}},"rank_fields":["body","title"],"return_documents":true}""");

        Assert.Equal(200, status);
        var expected = reranker.Rerank("capital", ["body: the capital\ntitle: Paris", "body: of France"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(expected.Select(result => (result.Index, result.Score)), Results(json));
        Assert.Equal(7, json.GetProperty("results").EnumerateArray().Single(result => result.GetProperty("index").GetInt32() == 0).GetProperty("document").GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task RerankAsync_Deadline_IsToldAndFreesTheQueue()
    {
        await using TestServer server = await TestServer.StartAsync();
        string[] documents = [.. Enumerable.Repeat(string.Join(' ', Enumerable.Repeat("the library is open in the morning", 80)), 2000)];

        (int status, JsonElement json) = await server.PostAsync("/v1/rerank", Body("q", documents, ",\"timeout\":0.05"));
        (int after, _) = await server.PostAsync("/v1/rerank", Body("q", ["a"]));

        Assert.Equal((504, 200), (status, after));
        Assert.Contains("timeout of 0.05 s", json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RerankAsync_ModelsByName_ChoosesAndRefuses()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.Models.Add(TestServer.ModelFolder);
            options.Models.Add(TestServer.OtherModelFolder);
        });

        (_, JsonElement first) = await server.PostAsync("/v1/rerank", Body("q", ["a"]));
        (_, JsonElement second) = await server.PostAsync("/v1/rerank", Body("q", ["a"], ",\"model\":\"JINA-bert\""));
        (int status, JsonElement unknown) = await server.PostAsync("/v1/rerank", Body("q", ["a"], ",\"model\":\"rerank-english-v3.0\""));

        Assert.Equal(("bert", "jina-bert"), (first.GetProperty("model").GetString(), second.GetProperty("model").GetString()));
        Assert.Equal(404, status);
        Assert.Equal("The model 'rerank-english-v3.0' is not served here. Served: 'bert', 'jina-bert'.", unknown.GetProperty("message").GetString());
    }
}
