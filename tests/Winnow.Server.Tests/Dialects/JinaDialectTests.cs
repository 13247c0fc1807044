using System.Text.Json;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Dialects;

public sealed class JinaDialectTests
{
    const string Body = """{"model":"jina-reranker-v1-turbo-en","query":"where do herons nest","documents":["They eat fish.",{"text":"In trees."},"Herons nest in colonies."],"top_n":2}""";

    [Fact]
    public async Task Rerank_TopN_AnswersWithBestAndUsage()
    {
        await using TestServer server = await TestServer.StartAsync();

        (int status, JsonElement json) = await server.PostAsync("/v1/rerank", Body);

        Assert.Equal(200, status);
        using var reranker = Reranker.Load(TestServer.ModelFolder, new EngineOptions { Precision = Precision.Float32 });
        var expected = reranker.Rerank("where do herons nest", ["They eat fish.", "In trees.", "Herons nest in colonies."], new RerankOptions { TopN = 2 }, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Select(result => (result.Index, result.Score)), json.GetProperty("results").EnumerateArray().Select(Result));
        Assert.Equal(expected.Select(result => (result.Index, result.Score)), json.GetProperty("data").EnumerateArray().Select(Result));
        Assert.Equal("bert", json.GetProperty("model").GetString());
        Assert.True(json.GetProperty("usage").GetProperty("total_tokens").GetInt32() > 20);
        Assert.False(json.GetProperty("results")[0].TryGetProperty("document", out _));

        static (int, float) Result(JsonElement result) => (result.GetProperty("index").GetInt32(), result.GetProperty("relevance_score").GetSingle());
    }

    [Fact]
    public async Task Rerank_NoQuery_AnswersInJinasShape()
    {
        await using TestServer server = await TestServer.StartAsync();

        (int status, JsonElement json) = await server.PostAsync("/v1/rerank", """{"documents":["a"]}""");

        Assert.Equal(422, status);
        Assert.Equal("The field 'query' is missing.", json.GetProperty("detail").GetString());
        Assert.Equal("query", json.GetProperty("error").GetProperty("param").GetString());
        Assert.Equal("422", json.GetProperty("error").GetProperty("code").GetString());
    }
}
