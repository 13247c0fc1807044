using System.Text;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Hostile;

/// <summary>What HTTP itself lets a client do.</summary>
public sealed class HttpTests
{
    [Fact]
    public async Task Send_RequestsInOneWrite_AreAnsweredInTheirOrder()
    {
        await using TestServer server = await TestServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync(RawConnection.Post("/v1/rerank", Requests.Rerank) + RawConnection.Post("/rerank", "{") + "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.Equal(200, (await connection.ReadAsync()).Status);
        Assert.Equal(400, (await connection.ReadAsync()).Status);
        Assert.Equal("""{"status":"ok"}""", (await connection.ReadAsync()).Body);
    }

    [Fact]
    public async Task Send_ExpectContinue_IsToldToGoOn()
    {
        await using TestServer server = await TestServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server);
        string request = RawConnection.Post("/v1/rerank", Requests.Rerank, "Expect: 100-continue");

        await connection.SendAsync(request[..^Requests.Rerank.Length]);
        Assert.Equal(100, (await connection.ReadAsync()).Status);
        await connection.SendAsync(Requests.Rerank);

        Assert.Equal(200, (await connection.ReadAsync()).Status);
    }

    [Theory]
    [InlineData("/v1/rerank", 401)]
    [InlineData("/nothing", 404)]
    public async Task Send_ExpectContinueOfARequestThatIsRefused_IsToldSoInstead(string path, int status)
    {
        await using TestServer server = await TestServer.StartAsync(options => options.ApiKeys.Add("key"));
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n");

        Assert.Equal(status, (await connection.ReadAsync()).Status);
    }

    [Fact]
    public async Task Send_LengthOverTheLimit_IsRefusedBeforeTheBodyAndClosed()
    {
        await using TestServer server = await TestServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync("POST /v1/rerank HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{");
        (int status, string head, string body) = await connection.ReadAsync();

        Assert.Equal(413, status);
        Assert.Contains("Connection: close", head, StringComparison.Ordinal);
        Assert.Contains("The body is larger than 16,777,216 bytes, the most that this server takes.", body, StringComparison.Ordinal);
        Assert.Equal("", await connection.ReadToEndAsync());
    }

    [Theory]
    [InlineData("/v1/rerank", "application/json", false)]
    [InlineData("/v1/rerank", "application/json", true)]
    [InlineData("/v1/rerank", "text/plain", false)]
    [InlineData("/nothing", "application/json", false)]
    public async Task Send_ChunksOverTheLimit_IsRefusedWithoutReadingTheRest(string path, string type, bool key)
    {
        var errors = new ErrorLog();
        await using TestServer server = await errors.StartAsync(options =>
        {
            options.MaxBodyBytes = 10_000;
            if (key)
                options.ApiKeys.Add("key");
        });
        using RawConnection connection = await RawConnection.OpenAsync(server);
        byte[] chunk = Encoding.Latin1.GetBytes($"{0x8000:x}\r\n{new string(' ', 0x8000)}\r\n");

        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n");
        long sent = await connection.FloodAsync(chunk, most: 1L << 30);

        Assert.True(sent < 100L << 20, $"The server has taken {sent} bytes.");
        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank, ("x-api-key", "key"))).Status);
        Assert.Empty(errors.Messages);
    }

    [Fact]
    public async Task Send_BodyOfAHundredMegabytes_ClientSeesWhy()
    {
        await using TestServer server = await TestServer.StartAsync();
        using var content = new ByteArrayContent(new byte[100_000_000]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rerank") { Content = content };
        // What clients with large bodies do, so that they need not send what nobody takes.
        request.Headers.ExpectContinue = true;

        using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(413, (int)response.StatusCode);
    }

    // Each of them means one thing to this server and could mean another to one before it.
    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 5, 6")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 0x5")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Content-Length : 5")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5")]
    [InlineData("X: a\r\n Transfer-Encoding: chunked")]
    [InlineData("X: a\0b")]
    [InlineData("Host: other")]
    public async Task Send_HeadersOfTwoMeanings_AreRefusedAndNothingAfterThemIsRead(string headers)
    {
        await using TestServer server = await TestServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync($"POST /v1/rerank HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\r\n\r\n0\r\n\r\nGET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
        string answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank)).Status);
    }

    [Theory]
    [InlineData("Content-Type: application/json\r\n", "zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Content-Type: application/json\r\n", "-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Content-Type: application/json\r\n", "ffffffffffffffffff\r\n{}")]
    [InlineData("Content-Type: application/json\r\n", "2\r\n{}garbage\r\n0\r\n\r\n")]
    public async Task Send_ChunksThatAreNone_AreRefused(string headers, string chunks)
    {
        await using TestServer server = await TestServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync($"POST /v1/rerank HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n{headers}\r\n{chunks}");
        string answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\0\0\0\0")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("GET  / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("POST /v1/rerank HTTP/1.1\r\n\r\n")]
    public async Task Send_NoHttp_IsRefusedAndTheServerGoesOn(string text)
    {
        await using TestServer server = await TestServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync(text + "\r\n\r\n");
        string answer = await connection.ReadToEndAsync();

        Assert.Matches("^HTTP/1.1 (400|404|505)", answer);
        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Get, "/health")).Status);
    }
}
