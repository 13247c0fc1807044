using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Client.Tests.Fakes;

namespace Winnow.Client.Tests;

public sealed class WinnowClientServicesTests
{
    static readonly string[] _documents = ["a", "b"];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddWinnowClient_Reranker_IsTheClient()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(200, ScriptedServer.Good));
        await using ServiceProvider services = Services(server);

        var results = await services.GetRequiredService<IReranker>().RerankAsync("q", _documents, cancellationToken: Cancellation);

        Assert.Equal([1, 0], results.Select(result => result.Index));
        Assert.Same(services.GetRequiredService<WinnowClient>(), services.GetRequiredService<IReranker>());
    }

    [Fact]
    public async Task RerankAsync_OverloadedOnce_WaitsAsLongAsTheServerSays()
    {
        var time = new SkippedWaits();
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            ScriptedServer.Answer(429, """{"message":"busy"}""", retryAfter: "7"), ScriptedServer.Answer(200, ScriptedServer.Good));
        await using ServiceProvider services = Services(server, time);

        var results = await services.GetRequiredService<IReranker>().RerankAsync("q", _documents, cancellationToken: Cancellation);

        Assert.Equal(2, results.Count);
        Assert.Equal([TimeSpan.FromSeconds(7)], time.Waits);
        Assert.Equal(["a", "b"], server.Body!["documents"]!.AsArray().Select(text => (string)text!));
    }

    public static TheoryData<string> Faults => ["503", "502", "cut", "cut in the middle"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task RerankAsync_NoServerTwice_IsRepeated(string fault)
    {
        Func<HttpContext, Task> step = fault switch
        {
            "cut" => ScriptedServer.Cut,
            "cut in the middle" => ScriptedServer.CutInTheMiddle,
            _ => ScriptedServer.Answer(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture), "busy"),
        };
        var time = new SkippedWaits();
        await using ScriptedServer server = await ScriptedServer.StartAsync(step, step, ScriptedServer.Answer(200, ScriptedServer.Good));
        await using ServiceProvider services = Services(server, time);

        var results = await services.GetRequiredService<IReranker>().RerankAsync("q", _documents, cancellationToken: Cancellation);

        Assert.Equal(2, results.Count);
        Assert.Equal(3, server.Requests);
        Assert.Equal(2, time.Waits.Count);
    }

    [Fact]
    public async Task RerankAsync_OverloadedForEver_TellsTheServersSentence()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(429, """{"message":"busy"}"""));
        await using ServiceProvider services = Services(server, new SkippedWaits(), options => options.MaxRetries = 2);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => services.GetRequiredService<IReranker>().RerankAsync("q", _documents, cancellationToken: Cancellation));

        Assert.Equal((HttpStatusCode.TooManyRequests, "The server answered 429 with: busy"), (error.StatusCode, error.Message));
        Assert.Equal(3, server.Requests);
    }

    [Theory]
    [InlineData(422)]
    [InlineData(401)]
    [InlineData(500)]
    [InlineData(504)]
    public async Task RerankAsync_ErrorsThatWouldComeAgain_AreNotRepeated(int status)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(status, """{"message":"no"}"""));
        await using ServiceProvider services = Services(server, new SkippedWaits());

        await Assert.ThrowsAnyAsync<Exception>(() => services.GetRequiredService<IReranker>().RerankAsync("q", _documents, cancellationToken: Cancellation));

        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task RerankAsync_NobodyListens_IsHttpRequestExceptionAfterTheRetries()
    {
        var time = new SkippedWaits();
        ScriptedServer gone = await ScriptedServer.StartAsync(ScriptedServer.Cut);
        await using ServiceProvider services = Services(gone, time);
        await gone.DisposeAsync();

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => services.GetRequiredService<IReranker>().RerankAsync("q", _documents, cancellationToken: Cancellation));

        Assert.Equal(HttpRequestError.ConnectionError, error.HttpRequestError);
        Assert.Equal(WinnowClientOptions.DefaultMaxRetries, time.Waits.Count);
    }

    [Fact]
    public async Task RerankAsync_TimeoutWhileWaitingToRepeat_IsTimeoutException()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(429, "", retryAfter: "600"));
        await using ServiceProvider services = Services(server, new DeadlineWhileWaiting());

        await Assert.ThrowsAsync<TimeoutException>(() => services.GetRequiredService<IReranker>().RerankAsync("q", _documents, cancellationToken: Cancellation));

        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task RerankAsync_NoRetries_TellsAtOnce()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(503, "", retryAfter: "1"));
        await using ServiceProvider services = Services(server, configure: options => options.MaxRetries = 0);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => services.GetRequiredService<IReranker>().RerankAsync("q", _documents, cancellationToken: Cancellation));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (error.StatusCode, server.Requests));
    }

    [Fact]
    public void AddWinnowClient_NoAddress_IsToldWhenItIsAdded()
    {
        var error = Assert.Throws<WinnowException>(() => new ServiceCollection().AddWinnowClient(_ => { }));

        Assert.Equal("WinnowClientOptions.BaseAddress is not set; it must be the server's address, such as http://localhost:8080.", error.Message);
    }

    static ServiceProvider Services(ScriptedServer server, TimeProvider? time = null, Action<WinnowClientOptions>? configure = null)
    {
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        services.AddWinnowClient(options =>
        {
            options.BaseAddress = server.Address;
            configure?.Invoke(options);
        });
        return services.BuildServiceProvider();
    }
}
