using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Winnow.Server;

/// <summary>An application that is nothing but Winnow's server: what <c>winnow serve</c> and the container run.</summary>
public static class ServerHost
{
    /// <summary>How long a stop waits for the answers of requests that were taken in, a little less than the 30 s after which containers are killed.</summary>
    static readonly TimeSpan _stopTimeout = TimeSpan.FromSeconds(28);

    /// <summary>Builds the application with its routes; it is not started yet.</summary>
    /// <param name="urls">The addresses to listen at, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="configure">Sets the server's options.</param>
    /// <param name="args">Settings of ASP.NET Core, as in <c>--Kestrel:Certificates:Default:Path=…</c>, or null for none.</param>
    /// <exception cref="WinnowException">A setting is out of its range.</exception>
    public static WebApplication Build(IReadOnlyList<string> urls, Action<WinnowServerOptions> configure, string[]? args = null)
    {
        ArgumentNullException.ThrowIfNull(urls);
        ArgumentNullException.ThrowIfNull(configure);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls([.. urls]);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The endpoints have a limit of their own, which answers in the client's dialect.
            kestrel.Limits.MaxRequestBodySize = null;
            // Without TLS HTTP/1.1 and HTTP/2 (h2c) share the port: the first bytes tell which it is.
            kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http1AndHttp2);
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _stopTimeout);
        builder.Services.AddWinnow(configure);
        WebApplication app = builder.Build();
        app.MapWinnow();
        return app;
    }
}
