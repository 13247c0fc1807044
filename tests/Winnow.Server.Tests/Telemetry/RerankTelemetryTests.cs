using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Telemetry;

public sealed class RerankTelemetryTests
{
    [Fact]
    public async Task Rerank_Answered_IsMeasured()
    {
        await using TestServer server = await TestServer.StartAsync();
        using var measured = new Measurements(server);

        Reply reply = await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank.Replace("{\"query\"", "{\"model\":\"my-own-name\",\"query\"", StringComparison.Ordinal));

        Assert.Equal(200, reply.Status);
        double tokens = reply.Json.GetProperty("usage").GetProperty("total_tokens").GetDouble();
        (double seconds, IReadOnlyDictionary<string, object?> tags) = Assert.Single(measured.Of("gen_ai.server.request.duration"));
        Assert.True(seconds > 0);
        // The name that the client made up is in no attribute: there could be any number of them.
        Assert.Equal(
            [("gen_ai.operation.name", "rerank"), ("gen_ai.provider.name", "winnow"), ("gen_ai.request.model", "bert"), ("gen_ai.response.model", "bert")],
            tags.Select(tag => (tag.Key, (string)tag.Value!)).Order());
        Assert.Equal(tokens, Assert.Single(measured.Of("winnow.server.request.tokens")).Value);
        Assert.Equal(3, Assert.Single(measured.Of("winnow.server.request.documents")).Value);
        Assert.Equal(tokens, measured.Of("winnow.server.batch.tokens").Sum(batch => batch.Value));
        Assert.Equal(3, measured.Of("winnow.server.batch.pairs").Sum(batch => batch.Value));
        foreach (string part in (string[])["tokenization", "queue", "inference"])
            Assert.Single(measured.Of($"winnow.server.{part}.duration"));
        Assert.Empty(measured.Of("winnow.server.requests.rejected"));
    }

    [Theory]
    [InlineData("/v1/rerank", "{", "malformed", "jina")]
    [InlineData("/v2/rerank", """{"query":"q","documents":[]}""", "empty", "cohere")]
    [InlineData("/rerank", """{"query":"","texts":["a"]}""", "invalid", "tei")]
    [InlineData("/nothing", "{}", null, null)]
    public async Task Rerank_Refused_IsCountedByReason(string path, string body, string? error, string? dialect)
    {
        await using TestServer server = await TestServer.StartAsync();
        using var measured = new Measurements(server);

        await server.Client.SendAsync(HttpMethod.Post, path, body);

        var rejected = measured.Of("winnow.server.requests.rejected");
        Assert.Equal(error is null ? 0 : 1, rejected.Count);
        if (error is not null)
            Assert.Equal((1.0, error, dialect), (rejected[0].Value, (string)rejected[0].Tags["error.type"]!, (string)rejected[0].Tags["winnow.dialect"]!));
        // What could not be read was no rerank request.
        Assert.Equal(error is null or "malformed" ? [] : [error], measured.Of("gen_ai.server.request.duration").Select(one => (string)one.Tags["error.type"]!));
    }

    [Fact]
    public async Task Rerank_NothingWaits_QueueIsEmpty()
    {
        await using TestServer server = await TestServer.StartAsync();
        using var measured = new Measurements(server);

        measured.Observe();

        Assert.Equal(0, Assert.Single(measured.Of("winnow.server.queue.requests")).Value);
        Assert.Equal(0, Assert.Single(measured.Of("winnow.server.queue.tokens")).Value);
    }

    // Those of this server alone: others run at the same time in this process.
    sealed class Measurements : IDisposable
    {
        readonly MeterListener _listener = new();
        readonly ConcurrentQueue<(string Name, double Value, IReadOnlyDictionary<string, object?> Tags)> _all = new();

        public Measurements(TestServer server)
        {
            var factory = server.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == WinnowTelemetry.MeterName && instrument.Meter.Scope == factory)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public void Observe() => _listener.RecordObservableInstruments();

        public List<(double Value, IReadOnlyDictionary<string, object?> Tags)> Of(string name) => [.. _all.Where(one => one.Name == name).Select(one => (one.Value, one.Tags))];

        public void Dispose() => _listener.Dispose();

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _all.Enqueue((instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value)));
    }
}
