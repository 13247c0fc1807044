using System.Collections.Concurrent;
using System.Diagnostics;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Telemetry;

// The source of spans is one for all servers of the process: who asks for texts and who looks that there are none take turns.
[Collection("spans")]
public sealed class SpanTests
{
    const string Body = """{"model":"named","query":"where do herons nest","documents":["In trees.","They eat fish."],"top_n":1}""";

    [Fact]
    public async Task Rerank_Answered_SpanHasTheConventionsAttributesAndNoTexts()
    {
        await using TestServer server = await TestServer.StartAsync();
        using var spans = new Spans();

        Activity span = await spans.OfAsync(server, "/v1/rerank", Body);

        Assert.Equal("rerank named", span.DisplayName);
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Dictionary<string, object?> tags = span.TagObjects.ToDictionary();
        Assert.Equal("rerank", tags["gen_ai.operation.name"]);
        Assert.Equal("winnow", tags["gen_ai.provider.name"]);
        Assert.Equal("named", tags["gen_ai.request.model"]);
        Assert.Equal("bert", tags["gen_ai.response.model"]);
        Assert.Equal(2, tags["gen_ai.rerank.candidate.count"]);
        Assert.Equal(1, tags["gen_ai.rerank.top_n"]);
        Assert.Equal("jina", tags["winnow.dialect"]);
        Assert.True((long)tags["gen_ai.usage.input_tokens"]! > 10);
        Assert.DoesNotContain(tags, tag => tag.Key is "gen_ai.rerank.query.text" or "gen_ai.rerank.documents" or "gen_ai.rerank.scores");
        Assert.DoesNotContain(tags, tag => tag.Value?.ToString()?.Contains("heron", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Rerank_TextsAskedFor_SpanHasThemAndScores()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.LogTexts = true);
        using var spans = new Spans();

        Activity span = await spans.OfAsync(server, "/v1/rerank", Body);

        Dictionary<string, object?> tags = span.TagObjects.ToDictionary();
        Assert.Equal("where do herons nest", tags["gen_ai.rerank.query.text"]);
        Assert.Equal(["In trees.", "They eat fish."], (string[])tags["gen_ai.rerank.documents"]!);
        Assert.Single((double[])tags["gen_ai.rerank.scores"]!);
    }

    [Fact]
    public async Task Rerank_Refused_SpanHasTheKindOfErrorWithoutItsMessage()
    {
        await using TestServer server = await TestServer.StartAsync();
        using var spans = new Spans();

        Activity span = await spans.OfAsync(server, "/rerank", """{"query":" ","texts":["a"]}""");

        Assert.Equal((ActivityStatusCode.Error, null), (span.Status, span.StatusDescription));
        Assert.Equal("invalid", span.GetTagItem("error.type"));
        Assert.Equal("tei", span.GetTagItem("winnow.dialect"));
    }

    // Other servers of this process make spans at the same time: a trace of one's own tells them apart.
    sealed class Spans : IDisposable
    {
        readonly ConcurrentQueue<Activity> _ended = new();
        readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is WinnowTelemetry.SourceName or "Microsoft.AspNetCore",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public async Task<Activity> OfAsync(TestServer server, string path, string body)
        {
            var trace = ActivityTraceId.CreateRandom();
            await server.Client.SendAsync(HttpMethod.Post, path, body, ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"));
            return Assert.Single(_ended, span => span.TraceId == trace && span.Source.Name == WinnowTelemetry.SourceName);
        }

        public void Dispose() => _listener.Dispose();
    }
}
