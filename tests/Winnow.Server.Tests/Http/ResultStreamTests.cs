using System.Text;
using System.Text.Json;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Http;

public sealed class ResultStreamTests
{
    [Fact]
    public async Task WriteAsync_Stream_GivesALineForEachAndThenTheOrder()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.BatchTokens = 16);
        using var content = new StringContent("""{"query":"capital of France","documents":["Berlin","Paris is the capital","a","b"],"top_n":2,"stream":true}""", Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await server.Client.PostAsync("/v1/rerank", content, TestContext.Current.CancellationToken);
        string[] lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd('\n').Split('\n');
        (_, JsonElement whole) = await server.PostAsync("/v1/rerank", """{"query":"capital of France","documents":["Berlin","Paris is the capital","a","b"],"top_n":2}""");

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal([0, 1, 2, 3], lines[..^1].Select(line => Parse(line).GetProperty("index").GetInt32()).Order());
        JsonElement end = Parse(lines[^1]);
        Assert.True(end.GetProperty("done").GetBoolean());
        Assert.Equal(whole.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()), end.GetProperty("order").EnumerateArray().Select(index => index.GetInt32()));
        Assert.Equal(whole.GetProperty("usage").GetProperty("total_tokens").GetInt32(), end.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task WriteAsync_BadRequest_IsAnAnswerLikeAnyOther()
    {
        await using TestServer server = await TestServer.StartAsync();

        (int status, JsonElement json) = await server.PostAsync("/v1/rerank", """{"query":"q","documents":[],"stream":true}""");

        Assert.Equal(422, status);
        Assert.Equal("The list of documents must not be empty.", json.GetProperty("detail").GetString());
    }

    static JsonElement Parse(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }
}
