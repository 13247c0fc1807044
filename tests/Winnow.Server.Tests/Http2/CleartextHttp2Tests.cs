using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Winnow.Server.Http2;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Http2;

public sealed class CleartextHttp2Tests
{
    static readonly object _body = new { query = "where do herons nest", documents = new[] { "They eat fish.", "Herons nest in colonies." } };

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Http2WithPriorKnowledge_AnswersInHttp2()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient client = Client(server, HttpVersion.Version20);

        (Version version, string results) = await RerankAsync(client);

        Assert.Equal(HttpVersion.Version20, version);
        using HttpClient other = Client(server, HttpVersion.Version11);
        Assert.Equal((await RerankAsync(other)).Results, results);
    }

    [Fact]
    public async Task Post_Http11Twice_KeepsTheConnection()
    {
        await using TestServer server = await TestServer.StartAsync();
        int connections = 0;
        using HttpClient client = Client(server, HttpVersion.Version11, () => connections++);

        Assert.Equal(HttpVersion.Version11, (await RerankAsync(client)).Version);
        Assert.Equal(HttpVersion.Version11, (await RerankAsync(client)).Version);

        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task Post_BothVersionsAtOnce_AnswersEachInItsOwn()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient one = Client(server, HttpVersion.Version11);
        using HttpClient two = Client(server, HttpVersion.Version20);

        (Version Version, string Results)[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => RerankAsync(i % 2 == 0 ? one : two)));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? HttpVersion.Version11 : HttpVersion.Version20), answers.Select(answer => answer.Version));
        Assert.Single(answers.Select(answer => answer.Results).Distinct());
    }

    [Fact]
    public async Task Connect_PrefaceByteByByte_AnswersInFrames()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TcpClient client = await ConnectAsync(server);
        byte[] bytes = [.. Http2Preface.Bytes, 0, 0, 0, 4, 0, 0, 0, 0, 0];

        foreach (byte one in bytes)
        {
            await client.GetStream().WriteAsync(new[] { one }, Stop);
            // So that the server reads what is there meanwhile; whether it does changes nothing in what is expected.
            await Task.Delay(1, Stop);
        }

        byte[] header = new byte[9];
        await client.GetStream().ReadExactlyAsync(header, Stop);
        const int Settings = 4;
        Assert.Equal(Settings, header[3]);
    }

    [Fact]
    public async Task Connect_ThreeBytesAndGone_ServesTheNext()
    {
        await using TestServer server = await TestServer.StartAsync();
        var log = new LogRecorder(server.Services);
        using (TcpClient client = await ConnectAsync(server))
        {
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync("PRI"u8.ToArray(), Stop);
            client.Client.Shutdown(SocketShutdown.Send);
            // Kestrel says 400 first if it finds the time; what matters is that the connection ends.
            await ReadToEndAsync(stream);
        }

        using (TcpClient client = await ConnectAsync(server))
        {
            await client.GetStream().WriteAsync("PRI"u8.ToArray(), Stop);
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        using HttpClient next = Client(server, HttpVersion.Version20);
        Assert.Equal(HttpVersion.Version20, (await RerankAsync(next)).Version);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task Connect_AlmostThePreface_IsRefusedAsHttp11()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TcpClient client = await ConnectAsync(server);

        await client.GetStream().WriteAsync("PRI * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray(), Stop);

        Assert.StartsWith("HTTP/1.1 4", await ReadToEndAsync(client.GetStream()));
    }

    [Fact]
    public async Task StopAsync_ClientThatHasSaidNothing_DoesNotWaitForIt()
    {
        TestServer server = await TestServer.StartAsync();
        using TcpClient silent = await ConnectAsync(server);
        using TcpClient started = await ConnectAsync(server);
        await started.GetStream().WriteAsync("PRI"u8.ToArray(), Stop);
        // Connections are accepted in their order, so after this answer both are.
        using HttpClient client = Client(server, HttpVersion.Version11);
        await RerankAsync(client);

        // Otherwise both are cut off after the 28 s that a stop may take, with an error for the client.
        await server.DisposeAsync();

        Assert.Equal("", await ReadToEndAsync(silent.GetStream()));
        Assert.Equal("", await ReadToEndAsync(started.GetStream()));
    }

    [Fact]
    public async Task StartAsync_Defaults_WarnsOfNothing()
    {
        await using var app = ServerHost.Build(["http://127.0.0.1:0"], server => server.Models.Add(TestServer.ModelFolder));
        var log = new LogRecorder(app.Services);

        await app.StartAsync(Stop);
        await app.StopAsync(Stop);

        Assert.Empty(log.Lines);
    }

    static async Task<(Version Version, string Results)> RerankAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/v1/rerank", _body, Stop);
        response.EnsureSuccessStatusCode();
        JsonElement json = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        return (response.Version, json.GetProperty("results").GetRawText());
    }

    static HttpClient Client(TestServer server, Version version, Action? connected = null)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                connected?.Invoke();
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = server.Client.BaseAddress, DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    static async Task<TcpClient> ConnectAsync(TestServer server)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Stop);
        return client;
    }

    static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        return await reader.ReadToEndAsync(Stop);
    }
}
