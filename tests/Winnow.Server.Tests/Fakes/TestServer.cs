using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Winnow.Server.Tests.Fakes;

/// <summary>The whole server with a tiny model on a free port of the loopback address.</summary>
sealed class TestServer : IAsyncDisposable
{
    readonly WebApplication _app;

    TestServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>The folder of a tiny reranker.</summary>
    public static string ModelFolder => Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert");

    /// <summary>The folder of another one.</summary>
    public static string OtherModelFolder => Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "jina-bert");

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="configure">Sets the server's options.</param>
    /// <param name="host">Settings of the application around it.</param>
    /// <param name="built">Changes the application before it starts.</param>
    /// <param name="args">Settings of ASP.NET Core.</param>
    public static async Task<TestServer> StartAsync(
        Action<WinnowServerOptions>? configure = null, ServerHostOptions? host = null, Action<WebApplication>? built = null, string[]? args = null)
    {
        // Thousands of requests would write as many lines.
        host ??= new ServerHostOptions { LogLevel = LogLevel.None };
        string scheme = host.TlsCertificate is null ? "http" : "https";
        WebApplication app = ServerHost.Build([$"{scheme}://127.0.0.1:0"], server =>
        {
            server.Engine = new EngineOptions { Precision = Precision.Float32, Threads = 2 };
            configure?.Invoke(server);
            if (server.Models.Count == 0)
                server.Models.Add(ModelFolder);
        }, args, host);
        built?.Invoke(app);
        await app.StartAsync();
        return new TestServer(app);
    }

    /// <summary>Posts a body and gives the status with the answer's JSON.</summary>
    public async Task<(int Status, JsonElement Json)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
