using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Winnow.Server.Tests.Fakes;

/// <summary>The server in an application that speaks HTTP/2 without TLS, and a channel to it.</summary>
sealed class GrpcServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly GrpcChannel _channel;

    GrpcServer(WebApplication app)
    {
        _app = app;
        _channel = GrpcChannel.ForAddress(app.Urls.First());
    }

    public CallInvoker Calls => _channel.CreateCallInvoker();

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<GrpcServer> StartAsync(Action<WinnowServerOptions>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddWinnow(server =>
        {
            server.Engine = new EngineOptions { Precision = Precision.Float32, Threads = 2 };
            server.Models.Add(TestServer.ModelFolder);
            configure?.Invoke(server);
        });
        WebApplication app = builder.Build();
        app.MapWinnow();
        await app.StartAsync();
        return new GrpcServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
