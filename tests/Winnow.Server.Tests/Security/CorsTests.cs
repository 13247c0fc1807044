using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Security;

public sealed class CorsTests
{
    static readonly (string, string)[] _preflight =
        [("Origin", "https://search.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization, content-type")];

    [Fact]
    public async Task Rerank_NoOriginGiven_NoOriginIsAllowed()
    {
        await using TestServer server = await TestServer.StartAsync();

        Reply asked = await server.Client.SendAsync(HttpMethod.Options, "/v1/rerank", null, _preflight);
        Reply answered = await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank, ("Origin", "https://search.example"));

        Assert.Equal(405, asked.Status);
        Assert.Equal(200, answered.Status);
        Assert.DoesNotContain(asked.Headers.Concat(answered.Headers), header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Rerank_OriginGiven_IsAllowedWithoutKeyInThePreflight()
    {
        await using TestServer server = await StartAsync();

        Reply asked = await server.Client.SendAsync(HttpMethod.Options, "/v1/rerank", null, _preflight);
        Reply refused = await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank, ("Origin", "https://search.example"));

        Assert.Equal(204, asked.Status);
        Assert.Equal("https://search.example", asked.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("authorization, content-type", asked.Headers["Access-Control-Allow-Headers"].Replace(",", ", ", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal));
        Assert.Equal(401, refused.Status);
        Assert.Equal("https://search.example", refused.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("Retry-After", refused.Headers["Access-Control-Expose-Headers"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerank_OtherOrigin_IsNotAllowed()
    {
        await using TestServer server = await StartAsync();

        Reply answered = await server.Client.SendAsync(HttpMethod.Get, "/health", null, ("Origin", "https://other.example"));

        Assert.False(answered.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("search.example")]
    [InlineData("https://search.example/")]
    [InlineData("https://search.example/page")]
    [InlineData("https://user@search.example")]
    [InlineData("ftp://search.example")]
    [InlineData("")]
    public void Build_NoOrigin_SaysHowToWriteIt(string origin)
    {
        var host = new ServerHostOptions();
        host.CorsOrigins.Add(origin);

        var error = Assert.Throws<WinnowException>(() => ServerHost.Build(["http://127.0.0.1:0"], _ => { }, null, host));

        Assert.StartsWith($"'{origin}' is no origin.", error.Message, StringComparison.Ordinal);
    }

    static Task<TestServer> StartAsync()
    {
        var host = new ServerHostOptions();
        host.CorsOrigins.Add("https://search.example");
        return TestServer.StartAsync(options => options.ApiKeys.Add("key"), host);
    }
}
