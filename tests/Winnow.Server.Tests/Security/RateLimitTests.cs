using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Security;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Rerank_MoreThanTheLimit_AnswersTooManyWithRetryAfter()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.RequestsPerMinute = 2);

        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank)).Status);
        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank)).Status);
        Reply refused = await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank);

        Assert.Equal(429, refused.Status);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 30);
        Assert.Equal("rate_limit_error", refused.Json.GetProperty("error").GetProperty("type").GetString());
        Assert.StartsWith("More than 2 requests in a minute. Try again in ", refused.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Get, "/health")).Status);
    }

    [Fact]
    public async Task Rerank_TwoKeys_EachHasItsOwnLimit()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.RequestsPerMinute = 1;
            options.ApiKeys.Add("key-one");
            options.ApiKeys.Add("key-two");
        });

        Assert.Equal(200, await StatusAsync("key-one"));
        Assert.Equal(429, await StatusAsync("key-one"));
        Assert.Equal(200, await StatusAsync("key-two"));

        async Task<int> StatusAsync(string key) => (await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank, ("Authorization", $"Bearer {key}"))).Status;
    }

    [Fact]
    public async Task Rerank_WrongKeys_AreCountedByAddress()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.RequestsPerMinute = 2;
            options.ApiKeys.Add("key-one");
        });

        Assert.Equal(401, (await server.Client.SendAsync(HttpMethod.Post, "/rerank", "{}", ("x-api-key", "a"))).Status);
        Assert.Equal(401, (await server.Client.SendAsync(HttpMethod.Post, "/rerank", "{}", ("x-api-key", "b"))).Status);
        Assert.Equal(429, (await server.Client.SendAsync(HttpMethod.Post, "/rerank", "{}", ("x-api-key", "c"))).Status);
        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Post, "/rerank", Requests.Rerank, ("x-api-key", "key-one"))).Status);
    }
}
