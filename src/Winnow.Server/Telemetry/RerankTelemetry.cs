using System.Diagnostics;
using System.Diagnostics.Metrics;
using Winnow.Server.Batching;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Telemetry;

/// <summary>The server's instruments and spans, after OpenTelemetry's conventions for generative AI where they say something.</summary>
/// <remarks>
/// Safe for concurrent use. Attributes of metrics have few values each, none that a client can invent: the model is the one that answered, not the one that was named.
/// </remarks>
sealed class RerankTelemetry
{
    public const string Operation = "rerank";
    public const string Provider = "winnow";

    static readonly ActivitySource _source = new(WinnowTelemetry.SourceName);

    // The conventions' own: powers of two from 10 ms.
    static readonly InstrumentAdvice<double> _requestSeconds = new() { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] };

    // Parts of a request begin below a millisecond.
    static readonly InstrumentAdvice<double> _partSeconds = new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    // The conventions' own for tokens: powers of four.
    static readonly InstrumentAdvice<long> _counts = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304] };

    readonly Histogram<double> _duration;
    readonly Histogram<double> _tokenization;
    readonly Histogram<double> _queue;
    readonly Histogram<double> _inference;
    readonly Histogram<long> _tokens;
    readonly Histogram<long> _documents;
    readonly Counter<long> _rejected;
    readonly bool _texts;

    public RerankTelemetry(IMeterFactory meters, ScoringQueue queue, WinnowServerOptions options)
    {
        _texts = options.LogTexts;
        // The factory gives it up with the application.
        Meter meter = meters.Create(WinnowTelemetry.MeterName);
        _duration = meter.CreateHistogram("gen_ai.server.request.duration", "s", "Time from a readable request to its last score.", tags: null, _requestSeconds);
        _tokenization = meter.CreateHistogram("winnow.server.tokenization.duration", "s", "Time in which a request's texts become tokens.", tags: null, _partSeconds);
        _queue = meter.CreateHistogram("winnow.server.queue.duration", "s", "Time that a request waits until its first pair is computed.", tags: null, _partSeconds);
        _inference = meter.CreateHistogram("winnow.server.inference.duration", "s", "Time from a request's first computed pair to its last score.", tags: null, _partSeconds);
        _tokens = meter.CreateHistogram("winnow.server.request.tokens", "{token}", "Tokens that were read for a request.", tags: null, _counts);
        _documents = meter.CreateHistogram("winnow.server.request.documents", "{document}", "Documents of a request.", tags: null, _counts);
        _rejected = meter.CreateCounter<long>("winnow.server.requests.rejected", "{request}", "Requests that were answered with an error.");
        meter.CreateObservableUpDownCounter("winnow.server.queue.requests", () => queue.Requests, "{request}", "Requests that wait or are computed.");
        meter.CreateObservableUpDownCounter("winnow.server.queue.tokens", () => queue.Tokens, "{token}", "Tokens that wait or are computed.");

        Histogram<double> batchSeconds = meter.CreateHistogram("winnow.server.batch.duration", "s", "Time in which a batch is computed.", tags: null, _partSeconds);
        Histogram<long> batchTokens = meter.CreateHistogram("winnow.server.batch.tokens", "{token}", "Tokens of a batch.", tags: null, _counts);
        Histogram<long> batchPairs = meter.CreateHistogram("winnow.server.batch.pairs", "{pair}", "Pairs of a batch.", tags: null, _counts);
        queue.BatchDone += (batch, time) =>
        {
            KeyValuePair<string, object?> model = new("gen_ai.response.model", batch.Model.Name);
            batchSeconds.Record(time.TotalSeconds, model);
            batchTokens.Record(batch.Tokens, model);
            batchPairs.Record(batch.Items.Count, model);
        };
    }

    /// <summary>Begins to measure a call, to be disposed at its end.</summary>
    public RerankMeasurement Start(RerankCall call) => new(this, call, _source.StartActivity($"{Operation} {call.Model ?? ""}".TrimEnd()), _texts);

    /// <summary>Counts a request that was answered with an error.</summary>
    public void Rejected(ApiFault fault, string dialect) =>
        _rejected.Add(1, new KeyValuePair<string, object?>("error.type", ErrorTypes.Of(fault)), new KeyValuePair<string, object?>("winnow.dialect", dialect));

    /// <summary>Records a call that has ended.</summary>
    public void Record(TimeSpan time, RerankAnswer? answer, string? error)
    {
        var tags = new TagList { { "gen_ai.operation.name", Operation }, { "gen_ai.provider.name", Provider } };
        if (error is not null)
            tags.Add("error.type", error);
        if (answer is null)
        {
            _duration.Record(time.TotalSeconds, tags);
            return;
        }

        tags.Add("gen_ai.request.model", answer.Model.Name);
        tags.Add("gen_ai.response.model", answer.Model.Name);
        _duration.Record(time.TotalSeconds, tags);
        KeyValuePair<string, object?> model = new("gen_ai.response.model", answer.Model.Name);
        _tokenization.Record(answer.Timings.Tokenization.TotalSeconds, model);
        _queue.Record(answer.Timings.Queue.TotalSeconds, model);
        _inference.Record(answer.Timings.Inference.TotalSeconds, model);
        _tokens.Record(answer.Tokens, model);
        _documents.Record(answer.Call.Documents.Count, model);
    }
}
