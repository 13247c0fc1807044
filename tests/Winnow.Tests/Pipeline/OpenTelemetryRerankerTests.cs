using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Winnow.Tests.Pipeline;

/// <summary>Each test listens to a source name of its own, so that tests running beside it are not heard.</summary>
public sealed class OpenTelemetryRerankerTests : IDisposable
{
    readonly CountingReranker _inner = new();
    readonly string _name = Guid.NewGuid().ToString();
    readonly List<Activity> _activities = [];
    readonly List<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> _measurements = [];
    readonly List<IDisposable> _listeners = [];

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    [Fact]
    public async Task RerankAsync_Listener_SeesActivityWithoutTexts()
    {
        ListenToActivities();
        using var reranker = new OpenTelemetryReranker(_inner, _name);
        await reranker.RerankAsync("secret query", ["secret one", "secret two"], new() { TopN = 1 }, TestContext.Current.CancellationToken);
        Activity activity = Assert.Single(_activities);
        Assert.Equal("rerank model", activity.DisplayName);
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["gen_ai.operation.name"] = "rerank",
                ["gen_ai.provider.name"] = "fake",
                ["gen_ai.request.model"] = "model",
                ["gen_ai.rerank.candidate.count"] = 2,
                ["gen_ai.rerank.top_n"] = 1,
            },
            activity.TagObjects.ToDictionary());
    }

    [Fact]
    public async Task RerankAsync_SensitiveData_RecordsTextsAndScores()
    {
        ListenToActivities();
        using var reranker = new OpenTelemetryReranker(_inner, _name) { EnableSensitiveData = true };
        IReadOnlyList<RerankResult> results = await reranker.RerankAsync("q", ["a", "b"], null, TestContext.Current.CancellationToken);
        Activity activity = Assert.Single(_activities);
        Assert.Equal("q", activity.GetTagItem("gen_ai.rerank.query.text"));
        Assert.Equal(new[] { "a", "b" }, activity.GetTagItem("gen_ai.rerank.input_documents"));
        Assert.Equal(results.Select(result => (double)result.Score).ToArray(), activity.GetTagItem("gen_ai.rerank.scores"));
    }

    [Fact]
    public async Task RerankAsync_NoMetadata_LeavesNamesOut()
    {
        ListenToActivities();
        using var reranker = new OpenTelemetryReranker(new CountingReranker { Metadata = null }, _name);
        await reranker.RerankAsync("q", ["a"], null, TestContext.Current.CancellationToken);
        Activity activity = Assert.Single(_activities);
        Assert.Equal("rerank", activity.DisplayName);
        Assert.Null(activity.GetTagItem("gen_ai.provider.name"));
        Assert.Null(activity.GetTagItem("gen_ai.request.model"));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "secret")]
    public async Task RerankAsync_InnerFails_RecordsErrorType(bool sensitive, string? description)
    {
        ListenToActivities();
        ListenToMetrics();
        _inner.Error = new WinnowException("secret");
        using var reranker = new OpenTelemetryReranker(_inner, _name) { EnableSensitiveData = sensitive };
        await Assert.ThrowsAsync<WinnowException>(() => reranker.RerankAsync("q", ["a"], null, TestContext.Current.CancellationToken));
        Activity activity = Assert.Single(_activities);
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
        Assert.Equal(description, activity.StatusDescription);
        Assert.Equal("Winnow.WinnowException", activity.GetTagItem("error.type"));
        (string name, _, KeyValuePair<string, object?>[] tags) = Assert.Single(_measurements);
        Assert.Equal("gen_ai.client.operation.duration", name);
        Assert.Contains(new("error.type", "Winnow.WinnowException"), tags);
    }

    [Fact]
    public async Task RerankAsync_Cancelled_IsRecordedAndThrown()
    {
        ListenToActivities();
        using var reranker = new OpenTelemetryReranker(_inner, _name);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reranker.RerankAsync("q", ["a"], null, new CancellationToken(canceled: true)));
        Assert.Equal("System.Threading.Tasks.TaskCanceledException", Assert.Single(_activities).GetTagItem("error.type"));
    }

    [Fact]
    public async Task RerankAsync_MeterListener_SeesDurationAndDocuments()
    {
        ListenToMetrics();
        using var reranker = new OpenTelemetryReranker(_inner, _name);
        await reranker.RerankAsync("q", ["a", "b", "c"], new() { TopN = 1 }, TestContext.Current.CancellationToken);
        Assert.Equal(["gen_ai.client.operation.duration", "winnow.rerank.documents"], _measurements.Select(measurement => measurement.Name));
        Assert.InRange(_measurements[0].Value, 0, 60);
        Assert.Equal(3, _measurements[1].Value);
        Assert.All(_measurements, measurement => Assert.Equal(
            [new("gen_ai.operation.name", "rerank"), new("gen_ai.provider.name", "fake"), new("gen_ai.request.model", "model")],
            measurement.Tags));
    }

    [Fact]
    public async Task RerankAsync_ParentActivity_IsTheParent()
    {
        ListenToActivities();
        using var parent = new Activity("parent");
        parent.Start();
        using var reranker = new OpenTelemetryReranker(_inner, _name);
        await reranker.RerankAsync("q", ["a"], null, TestContext.Current.CancellationToken);
        Assert.Equal(parent.SpanId, Assert.Single(_activities).ParentSpanId);
        Assert.Same(parent, Activity.Current);
    }

    [Fact]
    public void RerankAsync_NobodyListens_ReturnsTheInnerTaskItself()
    {
        Task<IReadOnlyList<RerankResult>> task = Task.FromResult<IReadOnlyList<RerankResult>>([]);
        using var reranker = new OpenTelemetryReranker(new FixedTaskReranker(_inner, task), _name);
        Assert.Same(task, reranker.RerankAsync("q", [], null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Dispose_Listener_HearsNoMore()
    {
        ListenToActivities();
        ListenToMetrics();
        var reranker = new OpenTelemetryReranker(_inner, _name);
        reranker.Dispose();
        await reranker.RerankAsync("q", ["a"], null, TestContext.Current.CancellationToken);
        Assert.Empty(_activities);
        Assert.Empty(_measurements);
        Assert.Equal(1, _inner.Disposals);
    }

    [Fact]
    public void UseOpenTelemetry_Configure_SetsProperties()
    {
        using IReranker reranker = _inner.AsBuilder().UseOpenTelemetry(_name, telemetry => telemetry.EnableSensitiveData = true).Build();
        Assert.True(Assert.IsType<OpenTelemetryReranker>(reranker).EnableSensitiveData);
        using var plain = new OpenTelemetryReranker(_inner, _name);
        Assert.False(plain.EnableSensitiveData);
    }

    void ListenToActivities()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == _name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        _listeners.Add(listener);
    }

    void ListenToMetrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == _name)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _measurements.Add((instrument.Name, value, tags.ToArray())));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _measurements.Add((instrument.Name, value, tags.ToArray())));
        listener.Start();
        _listeners.Add(listener);
    }

    sealed class FixedTaskReranker(IReranker inner, Task<IReadOnlyList<RerankResult>> task) : DelegatingReranker(inner)
    {
        public override Task<IReadOnlyList<RerankResult>> RerankAsync(
            string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default) => task;
    }
}
