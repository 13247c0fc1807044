using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Telemetry;

// The source of spans is one for all servers of the process: who asks for texts and who looks that there are none take turns.
[Collection("spans")]
public sealed class HostTelemetryTests
{
    [Fact]
    public async Task Metrics_AfterARequest_AreInPrometheusText()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank);
        await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", "{");

        Reply reply = await server.Client.SendAsync(HttpMethod.Get, "/metrics");

        Assert.Equal(200, reply.Status);
        Assert.StartsWith("text/plain", reply.Headers["Content-Type"], StringComparison.Ordinal);
        foreach (string name in (string[])
            [
                "gen_ai_server_request_duration_seconds_bucket", "winnow_server_request_tokens_bucket", "winnow_server_request_documents_bucket", "winnow_server_queue_duration_seconds_sum",
                "winnow_server_tokenization_duration_seconds_sum", "winnow_server_inference_duration_seconds_sum", "winnow_server_batch_tokens_sum", "winnow_server_batch_duration_seconds_sum",
                "winnow_server_queue_requests", "winnow_server_queue_tokens", "winnow_server_requests_rejected_total", "http_server_request_duration_seconds_bucket", "kestrel_active_connections",
                "dotnet_gc_collections_total",
            ])
            Assert.Contains($"\n{name}{{", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("heron", reply.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(MetricsAccess.Key, 401, 200)]
    [InlineData(MetricsAccess.Public, 200, 200)]
    [InlineData(MetricsAccess.Off, 404, 404)]
    public async Task Metrics_WithKeys_AreOpenAsAskedFor(MetricsAccess access, int without, int with)
    {
        await using TestServer server = await TestServer.StartAsync(
            options => options.ApiKeys.Add("key"), new ServerHostOptions { Metrics = access, LogLevel = LogLevel.None });

        Assert.Equal(without, (await server.Client.SendAsync(HttpMethod.Get, "/metrics")).Status);
        Assert.Equal(with, (await server.Client.SendAsync(HttpMethod.Get, "/metrics", null, ("Authorization", "Bearer key"))).Status);
    }

    [Fact]
    public async Task Collector_Named_GetsSpansMetricsAndLog()
    {
        var received = new ConcurrentDictionary<string, string>();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(signal, Encoding.UTF8.GetString(body.ToArray()), (_, old) => old + Encoding.UTF8.GetString(body.ToArray()));
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);

        await using (TestServer server = await TestServer.StartAsync(
            host: new ServerHostOptions(),
            args: [$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.First()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_SERVICE_NAME=named-service"]))
            await server.Client.SendAsync(HttpMethod.Post, "/v1/rerank", Requests.Rerank);

        // The end of the server sends what is left.
        Assert.Contains("gen_ai.rerank.candidate.count", received["traces"], StringComparison.Ordinal);
        Assert.Contains("/v1/rerank", received["traces"], StringComparison.Ordinal);
        Assert.Contains("gen_ai.server.request.duration", received["metrics"], StringComparison.Ordinal);
        Assert.Contains("InferenceMs", received["logs"], StringComparison.Ordinal);
        foreach (string signal in (string[])["traces", "metrics", "logs"])
        {
            Assert.Contains("named-service", received[signal], StringComparison.Ordinal);
            Assert.DoesNotContain("heron", received[signal], StringComparison.OrdinalIgnoreCase);
        }

        await collector.StopAsync(TestContext.Current.CancellationToken);
    }
}
