using System.Diagnostics;
using Winnow.Server.Reranking;

namespace Winnow.Server.Telemetry;

/// <summary>The span and the time of one call.</summary>
sealed class RerankMeasurement : IDisposable
{
    // Names come from clients: what is longer is no name.
    const int LongestName = 256;

    readonly RerankTelemetry _telemetry;
    readonly Activity? _span;
    readonly bool _texts;
    readonly long _start = Stopwatch.GetTimestamp();
    RerankAnswer? _answer;
    // Disposed without a word from either side, the call was given up.
    string? _error = ErrorTypes.Cancelled;

    public RerankMeasurement(RerankTelemetry telemetry, RerankCall call, Activity? span, bool texts)
    {
        _telemetry = telemetry;
        _span = span;
        _texts = texts;
        if (_span is not { IsAllDataRequested: true })
            return;
        _span.SetTag("gen_ai.operation.name", RerankTelemetry.Operation);
        _span.SetTag("gen_ai.provider.name", RerankTelemetry.Provider);
        _span.SetTag("gen_ai.rerank.candidate.count", call.Documents.Count);
        if (!string.IsNullOrEmpty(call.Model))
            _span.SetTag("gen_ai.request.model", Name(call.Model));
        if (call.TopN is { } top)
            _span.SetTag("gen_ai.rerank.top_n", top);
        if (call.Dialect is { } dialect)
            _span.SetTag("winnow.dialect", dialect);
        if (!texts)
            return;
        _span.SetTag("gen_ai.rerank.query.text", call.Query);
        _span.SetTag("gen_ai.rerank.documents", call.Documents.Select(document => document.Text).ToArray());
    }

    /// <summary>Takes in the answer.</summary>
    public void Done(RerankAnswer answer)
    {
        _answer = answer;
        _error = null;
        if (_span is not { IsAllDataRequested: true })
            return;
        _span.SetTag("gen_ai.response.model", answer.Model.Name);
        _span.SetTag("gen_ai.usage.input_tokens", answer.Tokens);
        _span.SetTag("winnow.tokenization.duration", answer.Timings.Tokenization.TotalSeconds);
        _span.SetTag("winnow.queue.duration", answer.Timings.Queue.TotalSeconds);
        _span.SetTag("winnow.inference.duration", answer.Timings.Inference.TotalSeconds);
        if (_texts)
            _span.SetTag("gen_ai.rerank.scores", answer.Results.Select(result => (double)result.Score).ToArray());
    }

    /// <summary>Takes in the error.</summary>
    public void Failed(Exception error) => _error = ErrorTypes.Of(error);

    public void Dispose()
    {
        if (_error is not null)
        {
            // Without a description: messages repeat what clients have sent.
            _span?.SetStatus(ActivityStatusCode.Error);
            _span?.SetTag("error.type", _error);
        }

        _span?.Dispose();
        _telemetry.Record(Stopwatch.GetElapsedTime(_start), _answer, _error);
    }

    static string Name(string name) => name.Length > LongestName ? name[..LongestName] : name;
}
