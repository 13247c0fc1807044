using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Winnow.Server.Batching;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Hostile;

/// <summary>Clients that are slow, and clients that go away.</summary>
public sealed class FaultTests
{
    static readonly TimeSpan _aWhile = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Send_HeadersThatNeverEnd_ConnectionEndsByItself()
    {
        await using TestServer server = await StartAsync(limits => limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1));
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync("POST /v1/rerank HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        string answer = await connection.ReadToEndAsync();

        Assert.Matches("^(HTTP/1.1 408|$)", answer);
    }

    [Fact]
    public async Task Send_BodyThatStops_IsRefusedAndTheConnectionEnds()
    {
        await using TestServer server = await StartAsync(limits => limits.MinRequestBodyDataRate = new MinDataRate(100, TimeSpan.FromSeconds(1.5)));
        using RawConnection connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync(RawConnection.Post("/v1/rerank", Requests.Rerank)[..^20]);
        string answer = await connection.ReadToEndAsync();

        Assert.Matches("^HTTP/1.1 4[0-9][0-9]", answer);
    }

    [Fact]
    public async Task Build_Defaults_BoundConnectionsAndTimes()
    {
        await using TestServer server = await TestServer.StartAsync();
        KestrelServerLimits limits = server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal(4096, limits.MaxConcurrentConnections);
        Assert.Equal(TimeSpan.FromSeconds(10), limits.RequestHeadersTimeout);
        Assert.Equal(240, limits.MinRequestBodyDataRate?.BytesPerSecond);
        Assert.Equal(240, limits.MinResponseDataRate?.BytesPerSecond);
    }

    [Fact]
    public async Task Send_ClientCutInMidBody_LeavesNothingBehind()
    {
        await using TestServer server = await TestServer.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            using RawConnection connection = await RawConnection.OpenAsync(server);
            await connection.SendAsync(RawConnection.Post("/v1/rerank", Requests.Rerank)[..^(20 + i)]);
            connection.Cut();
        }

        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank)).Status);
        await UntilAsync(() => server.Services.GetRequiredService<ScoringQueue>().Requests == 0);
    }

    [Fact]
    public async Task Send_ClientCutWhileItsPairsWait_FreesThem()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.BatchTokens = 1);
        var queue = server.Services.GetRequiredService<ScoringQueue>();
        using var goOn = new ManualResetEventSlim();
        // Holds the thread that computes after its first batch, so that only the cut can empty the queue.
        queue.BatchDone += (_, _) => goOn.Wait(_aWhile);
        using RawConnection connection = await RawConnection.OpenAsync(server);
        string documents = string.Join(',', Enumerable.Repeat("\"herons nest in trees\"", 500));
        try
        {
            await connection.SendAsync(RawConnection.Post("/v1/rerank", $$"""{"query":"herons","documents":[{{documents}}]}"""));
            await UntilAsync(() => queue.Requests == 1);
            connection.Cut();

            await UntilAsync(() => queue is { Requests: 0, Tokens: 0 });
        }
        finally
        {
            goOn.Set();
        }

        Assert.Equal(200, (await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank)).Status);
    }

    static Task<TestServer> StartAsync(Action<KestrelServerLimits> change) =>
        TestServer.StartAsync(built: app => change(app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits));

    static async Task UntilAsync(Func<bool> done)
    {
        using var timeout = new CancellationTokenSource(_aWhile);
        while (!done())
            await Task.Delay(5, timeout.Token);
    }
}
