using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Winnow.Server.Security;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Security;

public sealed class ApiKeyTests
{
    [Theory]
    [InlineData("Authorization", "Bearer key-one")]
    [InlineData("Authorization", "bearer  key-two ")]
    [InlineData("x-api-key", "key-one")]
    [InlineData("api-key", "key-two")]
    public async Task Rerank_EitherKeyInAnyHeader_Answers(string header, string value)
    {
        await using TestServer server = await StartAsync();

        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank, (header, value))).Status);
    }

    [Fact]
    public async Task Rerank_SignatureBesideTheKey_Answers()
    {
        await using TestServer server = await StartAsync();

        Reply reply = await server.Client.SendAsync(
            HttpMethod.Post, "/v1/rerank", Requests.Rerank, ("Authorization", "AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=0"), ("x-api-key", "key-one"));

        Assert.Equal(200, reply.Status);
    }

    [Theory]
    [InlineData(null, "The API key is missing. Send it in the header 'Authorization: Bearer KEY'.")]
    [InlineData("Bearer key-three", "The API key is wrong.")]
    [InlineData("Bearer key-one,key-two", "The API key is wrong.")]
    [InlineData("Bearer ", "The API key is missing. Send it in the header 'Authorization: Bearer KEY'.")]
    [InlineData("Basic a2V5LW9uZQ==", "The API key is missing. Send it in the header 'Authorization: Bearer KEY'.")]
    [InlineData("key-one", "The API key is missing. Send it in the header 'Authorization: Bearer KEY'.")]
    public async Task Rerank_NoRightKey_AnswersUnauthorizedInTheDialectsShape(string? authorization, string message)
    {
        await using TestServer server = await StartAsync();
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];

        Reply reply = await server.Client.SendAsync(HttpMethod.Post, "/v2/rerank", Requests.Rerank, headers);

        Assert.Equal(401, reply.Status);
        Assert.Equal("Bearer", reply.Headers["WWW-Authenticate"]);
        Assert.Equal(message, reply.Json.GetProperty("message").GetString());
        Assert.Equal("authentication_error", reply.Json.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Post_NoKey_EveryRouteRefusesInItsOwnShape()
    {
        await using TestServer server = await StartAsync();

        Assert.Equal("authentication_error", (await RefusedAsync("/score")).GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.String, (await RefusedAsync("/ranking")).GetProperty("detail").ValueKind);
        Assert.Equal(JsonValueKind.String, (await RefusedAsync("/rerank")).GetProperty("message").ValueKind);

        async Task<JsonElement> RefusedAsync(string path)
        {
            Reply reply = await server.Client.SendAsync(HttpMethod.Post, path, "{");
            Assert.Equal(401, reply.Status);
            return reply.Json;
        }
    }

    [Theory]
    [InlineData("/health", 200)]
    [InlineData("/v1/models", 401)]
    [InlineData("/metrics", 401)]
    public async Task Get_NoKey_OnlyPublicRoutesAnswer(string path, int status)
    {
        await using TestServer server = await StartAsync();

        Assert.Equal(status, (await server.Client.SendAsync(HttpMethod.Get, path)).Status);
    }

    [Fact]
    public async Task Get_RouteOfTheHost_NeedsTheKeyToo()
    {
        await using TestServer server = await StartAsync(app => app.MapGet("/own", () => "secret"));

        Assert.Equal(401, (await server.Client.SendAsync(HttpMethod.Get, "/own")).Status);
        Assert.Equal("secret", (await server.Client.SendAsync(HttpMethod.Get, "/own", null, ("x-api-key", "key-one"))).Text);
    }

    [Fact]
    public async Task MapWinnow_RouteAddedToTheGroupOfAnotherHost_NeedsTheKey()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddWinnow(options =>
        {
            options.Models.Add(TestServer.ModelFolder);
            options.ApiKeys.Add("key-one");
        });
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        RouteGroupBuilder group = app.MapWinnow("/reranking-service");
        group.MapGet("/added", (RequestDelegate)(context => context.Response.WriteAsync("secret")));
        group.MapGet("/typed/{number}", (int number) => $"secret {number}");
        group.MapGet("/open", () => "for all").AllowWithoutKey();
        app.MapGet("/other", () => "of the application");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        Assert.Equal(401, (await client.SendAsync(HttpMethod.Get, "/reranking-service/added")).Status);
        Assert.Equal(401, (await client.SendAsync(HttpMethod.Post, "/reranking-service/v1/rerank", Requests.Rerank)).Status);
        Assert.Equal("secret", (await client.SendAsync(HttpMethod.Get, "/reranking-service/added", null, ("x-api-key", "key-one"))).Text);
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Post, "/reranking-service/v1/rerank", Requests.Rerank, ("x-api-key", "key-one"))).Status);
        Assert.Equal(401, (await client.SendAsync(HttpMethod.Get, "/reranking-service/typed/3")).Status);
        Assert.Equal("secret 3", (await client.SendAsync(HttpMethod.Get, "/reranking-service/typed/3", null, ("x-api-key", "key-one"))).Text);
        Assert.Equal("for all", (await client.SendAsync(HttpMethod.Get, "/reranking-service/open")).Text);
        Assert.Equal("of the application", (await client.SendAsync(HttpMethod.Get, "/other")).Text);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Post_GrpcWithoutKey_AnswersWithItsStatus()
    {
        await using TestServer server = await StartAsync();
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

        using HttpResponseMessage response = await server.Client.PostAsync("/v1/rerank", content, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("16", Assert.Single(response.Headers.GetValues("grpc-status")));
        Assert.StartsWith("The%20API%20key%20is%20missing.", Assert.Single(response.Headers.GetValues("grpc-message")), StringComparison.Ordinal);
    }

    static Task<TestServer> StartAsync(Action<WebApplication>? built = null) => TestServer.StartAsync(
        options =>
        {
            options.ApiKeys.Add("key-one");
            options.ApiKeys.Add("key-two");
        },
        built: built);
}
