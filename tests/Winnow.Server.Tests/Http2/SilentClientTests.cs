using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Winnow.Server.Http2;

namespace Winnow.Server.Tests.Http2;

/// <summary>Kestrel's limits hold for connections that have not said yet what they speak.</summary>
public sealed class SilentClientTests
{
    static readonly TimeSpan _short = TimeSpan.FromMilliseconds(100);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_NoByte_IsClosedAfterKeepAliveTimeout()
    {
        await using WebApplication app = await StartAsync(keepAlive: _short, headers: Timeout.InfiniteTimeSpan);
        using TcpClient client = await ConnectAsync(app);

        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Stop));
    }

    [Fact]
    public async Task Connect_HalfOfThePreface_IsClosedAfterRequestHeadersTimeout()
    {
        await using WebApplication app = await StartAsync(keepAlive: Timeout.InfiniteTimeSpan, headers: _short);
        using TcpClient client = await ConnectAsync(app);

        await client.GetStream().WriteAsync(Http2Preface.Bytes[..12].ToArray(), Stop);

        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Stop));
    }

    static async Task<WebApplication> StartAsync(TimeSpan keepAlive, TimeSpan headers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.KeepAliveTimeout = keepAlive;
            kestrel.Limits.RequestHeadersTimeout = headers;
            kestrel.ConfigureEndpointDefaults(listen => listen.UseCleartextHttp2());
        });
        WebApplication app = builder.Build();
        app.MapGet("/", () => Results.Ok());
        await app.StartAsync(Stop);
        return app;
    }

    static async Task<TcpClient> ConnectAsync(WebApplication app)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(app.Urls.First()).Port, Stop);
        return client;
    }
}
