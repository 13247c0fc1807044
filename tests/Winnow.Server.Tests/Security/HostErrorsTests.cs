using Microsoft.AspNetCore.Builder;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Security;

public sealed class HostErrorsTests
{
    [Fact]
    public async Task Get_UnknownAddress_AnswersNotFoundInJson()
    {
        await using TestServer server = await TestServer.StartAsync();

        Reply reply = await server.Client.SendAsync(HttpMethod.Get, "/v1/nothing/../../etc/passwd");

        Assert.Equal(404, reply.Status);
        Assert.Equal("application/json; charset=utf-8", reply.Headers["Content-Type"]);
        Assert.Equal("There is nothing at this address.", reply.Json.GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("GET", "/v1/rerank", "POST")]
    [InlineData("DELETE", "/rerank", "POST")]
    [InlineData("POST", "/health", "GET")]
    public async Task Send_WrongMethod_SaysWhichIsTaken(string method, string path, string allowed)
    {
        await using TestServer server = await TestServer.StartAsync();

        Reply reply = await server.Client.SendAsync(new HttpMethod(method), path);

        Assert.Equal(405, reply.Status);
        Assert.Equal(allowed, reply.Headers["Allow"]);
        Assert.Equal($"This address takes {allowed} only.", reply.Json.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Get_RouteThatFails_AnswersWithoutStackOrMessage()
    {
        await using TestServer server = await TestServer.StartAsync(
            host: new ServerHostOptions { LogLevel = Microsoft.Extensions.Logging.LogLevel.None },
            built: app => app.MapGet("/fails", string () => throw new InvalidOperationException("/secret/path")));

        Reply reply = await server.Client.SendAsync(HttpMethod.Get, "/fails");

        Assert.Equal(500, reply.Status);
        Assert.Equal("The server has failed to answer; its log says why.", reply.Json.GetProperty("message").GetString());
        Assert.DoesNotContain("secret", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AnyRequest_NamesNoServer()
    {
        await using TestServer server = await TestServer.StartAsync();

        Assert.False((await server.Client.SendAsync(HttpMethod.Get, "/health")).Headers.ContainsKey("Server"));
    }
}
