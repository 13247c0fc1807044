using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Winnow;

/// <summary>Records an activity and metrics for each call, in the names that OpenTelemetry uses for generative AI.</summary>
/// <remarks>
/// <para>
/// The activity is named <c>rerank {model}</c> and carries <c>gen_ai.operation.name</c>, <c>gen_ai.provider.name</c>, <c>gen_ai.request.model</c>,
/// <c>gen_ai.rerank.candidate.count</c>, <c>gen_ai.rerank.top_n</c> and, where the call failed, <c>error.type</c>. The operation <c>rerank</c> and
/// the names that begin with <c>gen_ai.rerank</c> are proposals to OpenTelemetry and may change with them.
/// </para>
/// <para>
/// The metrics are the histogram <c>gen_ai.client.operation.duration</c> in seconds and the counter <c>winnow.rerank.documents</c>, which counts the
/// documents of calls that ended well. A call that no one listens to is passed on as it is.
/// </para>
/// <para>Safe for concurrent use where the inner reranker is, once its properties are set.</para>
/// </remarks>
public sealed class OpenTelemetryReranker : DelegatingReranker
{
    /// <summary>The name of the activity source and of the meter where no other is given.</summary>
    public const string DefaultSourceName = "Winnow";

    const string Operation = "rerank";

    // The conventions ask for these boundaries, in seconds.
    static readonly double[] DurationBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    readonly ActivitySource _source;
    readonly Meter _meter;
    readonly Histogram<double> _duration;
    readonly Counter<long> _documents;
    readonly string _activityName;
    readonly KeyValuePair<string, object?>[] _tags;

    /// <summary>Wraps a reranker.</summary>
    /// <param name="inner">The reranker that does the work. Its <see cref="RerankerMetadata"/>, where it has one, names provider and model.</param>
    /// <param name="sourceName">The name of the activity source and the meter, or null for <see cref="DefaultSourceName"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> is null.</exception>
    public OpenTelemetryReranker(IReranker inner, string? sourceName = null)
        : base(inner)
    {
        var metadata = inner.GetService(typeof(RerankerMetadata)) as RerankerMetadata;
        _activityName = metadata?.ModelName is { } model ? $"{Operation} {model}" : Operation;
        _tags = [.. Tags(metadata)];

        _source = new ActivitySource(sourceName ?? DefaultSourceName);
        _meter = new Meter(sourceName ?? DefaultSourceName);
        _duration = _meter.CreateHistogram(
            "gen_ai.client.operation.duration",
            "s",
            "Time that a reranking call takes",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBoundaries });
        _documents = _meter.CreateCounter<long>("winnow.rerank.documents", "{document}", "Documents that were reranked");
    }

    /// <summary>Gets or sets whether activities carry what users wrote: the query, the documents, the scores and the messages of errors.</summary>
    /// <value>The default is false: none of them leaves the process. Set it before the first call.</value>
    public bool EnableSensitiveData { get; set; }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        return _source.HasListeners() || _duration.Enabled || _documents.Enabled
            ? RecordAsync(query, documents, options, cancellationToken)
            : Inner.RerankAsync(query, documents, options, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
            _meter.Dispose();
        }

        base.Dispose(disposing);
    }

    static IEnumerable<KeyValuePair<string, object?>> Tags(RerankerMetadata? metadata)
    {
        yield return new("gen_ai.operation.name", Operation);
        if (metadata is not null)
            yield return new("gen_ai.provider.name", metadata.ProviderName);
        if (metadata?.ModelName is { } model)
            yield return new("gen_ai.request.model", model);
    }

    async Task<IReadOnlyList<RerankResult>> RecordAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options, CancellationToken cancellationToken)
    {
        // Samplers see only the tags that are there from the start.
        using Activity? activity = _source.StartActivity(_activityName, ActivityKind.Internal, parentContext: default, _tags);
        if (activity is { IsAllDataRequested: true })
            DescribeCall(activity, query, documents, options);

        long start = Stopwatch.GetTimestamp();
        try
        {
            IReadOnlyList<RerankResult> results = await Inner.RerankAsync(query, documents, options, cancellationToken).ConfigureAwait(false);
            _duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, _tags);
            _documents.Add(documents.Count, _tags);
            if (EnableSensitiveData && activity is { IsAllDataRequested: true })
                activity.SetTag("gen_ai.rerank.scores", results.Select(result => (double)result.Score).ToArray());
            return results;
        }
        catch (Exception error)
        {
            string errorType = error.GetType().FullName!;
            _duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, [.. _tags, new("error.type", errorType)]);
            activity?.SetTag("error.type", errorType);
            activity?.SetStatus(ActivityStatusCode.Error, EnableSensitiveData ? error.Message : null);
            throw;
        }
    }

    void DescribeCall(Activity activity, string query, IReadOnlyList<string> documents, RerankOptions? options)
    {
        activity.SetTag("gen_ai.rerank.candidate.count", documents.Count);
        if (options?.TopN is { } topN)
            activity.SetTag("gen_ai.rerank.top_n", topN);
        if (!EnableSensitiveData)
            return;
        activity.SetTag("gen_ai.rerank.query.text", query);
        activity.SetTag("gen_ai.rerank.input_documents", documents.ToArray());
    }
}
