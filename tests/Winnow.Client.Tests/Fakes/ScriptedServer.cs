using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Winnow.Client.Tests.Fakes;

/// <summary>A server that answers each request with the next step of a script, and the last one for ever.</summary>
sealed class ScriptedServer : IAsyncDisposable
{
    public const string Good = """{"results":[{"index":1,"relevance_score":0.75},{"index":0,"relevance_score":0.5}]}""";

    readonly WebApplication _app;
    int _requests;

    ScriptedServer(WebApplication app, Func<HttpContext, Task>[] script)
    {
        _app = app;
        app.Run(async context =>
        {
            int request = Interlocked.Increment(ref _requests);
            using var reader = new StreamReader(context.Request.Body);
            Path = context.Request.Path;
            Authorization = context.Request.Headers.Authorization;
            Body = JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted))!;
            await script[Math.Min(request, script.Length) - 1](context);
        });
    }

    public Uri Address => new(_app.Urls.First());

    public int Requests => Volatile.Read(ref _requests);

    public string? Path { get; private set; }

    public string? Authorization { get; private set; }

    public JsonNode? Body { get; private set; }

    public static async Task<ScriptedServer> StartAsync(params Func<HttpContext, Task>[] script)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new ScriptedServer(builder.Build(), script);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers.</summary>
    public static Func<HttpContext, Task> Answer(int status, string body, string? retryAfter = null) => async context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>Cuts the connection before anything was answered.</summary>
    public static Task Cut(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Cuts the connection in the midst of the answer.</summary>
    public static async Task CutInTheMiddle(HttpContext context)
    {
        context.Response.ContentLength = Good.Length;
        await context.Response.WriteAsync(Good[..20], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    /// <summary>Never answers.</summary>
    public static Task Hang(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
