using System.Diagnostics;
using Winnow.Server.Batching;
using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Server.Telemetry;

namespace Winnow.Server.Reranking;

/// <summary>Answers calls: checks them, tokenizes them, waits for the queue, and sorts.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class RerankService(ModelCatalog models, ScoringQueue queue, WinnowServerOptions options, RerankTelemetry telemetry)
{
    /// <summary>Answers a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="scored">Told each document as soon as it is scored, in no order, on another thread, so it must be quick; or null.</param>
    /// <param name="cancellationToken">Frees the work of a client that has gone away.</param>
    /// <exception cref="ApiException">The call cannot be answered.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<RerankAnswer> RerankAsync(RerankCall call, Action<RankedDocument>? scored, CancellationToken cancellationToken)
    {
        using RerankMeasurement measurement = telemetry.Start(call);
        try
        {
            RerankAnswer answer = await AnswerInTimeAsync(call, scored, cancellationToken).ConfigureAwait(false);
            measurement.Done(answer);
            return answer;
        }
        catch (Exception error)
        {
            measurement.Failed(error);
            throw;
        }
    }

    async Task<RerankAnswer> AnswerInTimeAsync(RerankCall call, Action<RankedDocument>? scored, CancellationToken cancellationToken)
    {
        Check(call);
        using ModelLease lease = models.Lease(call.Model);
        TimeSpan? timeout = call.Timeout ?? options.Timeout;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout is { } limit)
            deadline.CancelAfter(limit);
        try
        {
            return await AnswerAsync(call, lease.Model, scored, deadline.Token).ConfigureAwait(false);
        }
        catch (QueueFullException error)
        {
            throw new ApiException(ApiFault.Overloaded, $"{error.Message} Try again in {error.RetryAfter.TotalSeconds:0} s.") { RetryAfter = error.RetryAfter };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && deadline.IsCancellationRequested)
        {
            throw new ApiException(ApiFault.Timeout, $"The request took longer than its timeout of {timeout!.Value.TotalSeconds:0.###} s. Send fewer or shorter documents, or allow more time.");
        }
    }

    async Task<RerankAnswer> AnswerAsync(RerankCall call, ServedModel model, Action<RankedDocument>? scored, CancellationToken cancellationToken)
    {
        queue.CheckRoom();
        long start = Stopwatch.GetTimestamp();
        PairPlan plan = PairPlan.Create(call, model, cancellationToken);
        var encodings = plan.Encodings();
        TimeSpan tokenization = Stopwatch.GetElapsedTime(start);

        var documents = new DocumentScores(plan, encodings);
        var results = new List<RankedDocument>(call.Documents.Count);
        (_, ScoringJob job) = await queue.ScoreAsync(model, encodings, Scored, cancellationToken).ConfigureAwait(false);

        long started = job.Started!.Value;
        var timings = new RerankTimings(tokenization, Stopwatch.GetElapsedTime(job.Arrived, started), Stopwatch.GetElapsedTime(started));
        IEnumerable<RankedDocument> ranking = results.OrderByDescending(result => result.Logit).ThenBy(result => result.Index).Take(call.TopN ?? int.MaxValue);
        return new RerankAnswer(call, model, [.. ranking], job.Tokens, timings);

        void Scored(int pair, PairScore score)
        {
            if (documents.Add(pair, score) is not { } document)
                return;
            results.Add(document);
            scored?.Invoke(document);
        }
    }

    void Check(RerankCall call)
    {
        if (string.IsNullOrWhiteSpace(call.Query))
            throw new ApiException(ApiFault.Invalid, "The query must not be empty or only white space.", "query");
        if (call.Documents.Count == 0)
            throw new ApiException(ApiFault.Empty, "The list of documents must not be empty.", "documents");
        if (call.Documents.Count > options.MaxDocuments)
        {
            throw new ApiException(
                ApiFault.Invalid, $"There are {call.Documents.Count:N0} documents, and this server takes at most {options.MaxDocuments:N0} in a request. Send them in several.", "documents");
        }
    }
}
