using Grpc.Core;
using Winnow.Server.Grpc.Protocol;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Grpc;

/// <summary><c>tei.v1.Rerank</c>, over the same service and queue as HTTP.</summary>
/// <remarks>A call's deadline frees its work when it passes. The model is chosen by the metadata <c>model</c>, since the messages have no field for it.</remarks>
sealed class RerankGrpcService(RerankService service, RerankEndpoint errors, WinnowServerOptions options) : Rerank.RerankBase
{
    /// <summary>The metadata that names the model.</summary>
    public const string ModelHeader = "model";

    const string Dialect = "grpc";

    public override Task<RerankResponse> Rerank(RerankRequest request, ServerCallContext context) => GuardAsync(context, async () =>
    {
        CheckDirection(request.TruncationDirection);
        RerankAnswer answer = await AnswerAsync(new RerankCall
        {
            Query = request.Query,
            Documents = [.. request.Texts.Select(text => new CallDocument(text, default))],
            Truncate = request.Truncate,
            RawScores = request.RawScores,
            ReturnDocuments = request.ReturnText,
        }, context).ConfigureAwait(false);
        TimingHeaders.Write(context.GetHttpContext().Response, answer);
        return Response(answer.Results.Select(result => Rank(result, result.Index, request.ReturnText)), [answer]);
    });

    public override Task<RerankResponse> RerankStream(IAsyncStreamReader<RerankStreamRequest> requestStream, ServerCallContext context) => GuardAsync(context, async () =>
    {
        List<RerankStreamRequest> messages = await ReadAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
        bool returnText = messages[0].ReturnText, rawScores = messages[0].RawScores;
        List<RerankAnswer> answers = [];
        List<(float Logit, Rank Rank)> ranks = [];
        // Each message has a query of its own; nearly always it is the same one.
        foreach (var group in messages.Select((message, index) => (Message: message, Index: index)).GroupBy(item => (item.Message.Query, item.Message.Truncate)))
        {
            var items = group.ToList();
            RerankAnswer answer = await AnswerAsync(new RerankCall
            {
                Query = group.Key.Query,
                Documents = [.. items.Select(item => new CallDocument(item.Message.Text, default))],
                Truncate = group.Key.Truncate,
                RawScores = rawScores,
                ReturnDocuments = returnText,
            }, context).ConfigureAwait(false);
            answers.Add(answer);
            ranks.AddRange(answer.Results.Select(result => (result.Logit, Rank(result, items[result.Index].Index, returnText))));
        }

        return Response(ranks.OrderByDescending(rank => rank.Logit).ThenBy(rank => rank.Rank.Index).Select(rank => rank.Rank), answers);
    });

    async Task<RerankAnswer> AnswerAsync(RerankCall call, ServerCallContext context)
    {
        call = call with { Model = context.RequestHeaders.GetValue(ModelHeader), Dialect = Dialect };
        RerankAnswer answer = await service.RerankAsync(call, null, context.CancellationToken).ConfigureAwait(false);
        context.GetHttpContext().Features.Set(answer);
        return answer;
    }

    // A stream has no length of its own, so it is held to the limits of a body.
    async Task<List<RerankStreamRequest>> ReadAsync(IAsyncStreamReader<RerankStreamRequest> stream, CancellationToken cancellationToken)
    {
        List<RerankStreamRequest> messages = [];
        long bytes = 0;
        while (await stream.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            RerankStreamRequest message = stream.Current;
            CheckDirection(message.TruncationDirection);
            bytes += message.CalculateSize();
            if (bytes > options.MaxBodyBytes)
                throw new ApiException(ApiFault.BodyTooLarge, $"The messages have more than {options.MaxBodyBytes:N0} bytes, the most that this server takes. Send fewer documents at a time.");
            if (messages.Count == options.MaxDocuments)
                throw new ApiException(ApiFault.Invalid, $"This server takes at most {options.MaxDocuments:N0} documents in a request. Send them in several.", "documents");
            messages.Add(message);
        }

        return messages.Count > 0 ? messages : throw new ApiException(ApiFault.Empty, "The stream has ended without a message: send one for each text.");
    }

    // Cutting at the start of a text is not offered; better said than done otherwise.
    static void CheckDirection(TruncationDirection direction)
    {
        if (direction != TruncationDirection.Right)
            throw new ApiException(ApiFault.Invalid, "truncation_direction must be TRUNCATION_DIRECTION_RIGHT: long texts are cut at their end.", "truncation_direction");
    }

    static Rank Rank(RankedDocument result, int index, bool returnText)
    {
        var rank = new Rank { Index = (uint)index, Score = result.Score };
        if (returnText)
            rank.Text = result.Document.Text;
        return rank;
    }

    static RerankResponse Response(IEnumerable<Rank> ranks, IReadOnlyList<RerankAnswer> answers) => new()
    {
        Ranks = { ranks },
        Metadata = new Protocol.Metadata
        {
            ComputeChars = (uint)answers.Sum(answer => answer.Characters),
            ComputeTokens = (uint)answers.Sum(answer => answer.Tokens),
            TotalTimeNs = Nanoseconds(answers, timings => timings.Total),
            TokenizationTimeNs = Nanoseconds(answers, timings => timings.Tokenization),
            QueueTimeNs = Nanoseconds(answers, timings => timings.Queue),
            InferenceTimeNs = Nanoseconds(answers, timings => timings.Inference),
        },
    };

    static ulong Nanoseconds(IReadOnlyList<RerankAnswer> answers, Func<RerankTimings, TimeSpan> time) =>
        (ulong)answers.Sum(answer => time(answer.Timings).Ticks) * TimeSpan.NanosecondsPerTick;

    async Task<RerankResponse> GuardAsync(ServerCallContext context, Func<Task<RerankResponse>> answer)
    {
        context.GetHttpContext().Features.Set(new DialectFeature(Dialect));
        try
        {
            return await answer().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // The call has ended already, with DEADLINE_EXCEEDED or CANCELLED.
            throw;
        }
        catch (RpcException)
        {
            throw;
        }
#pragma warning disable CA1031 // The last resort: every error is a status with a sentence, without a stack.
        catch (Exception error)
#pragma warning restore CA1031
        {
            throw errors.Translate(error).ToRpcException();
        }
    }
}
