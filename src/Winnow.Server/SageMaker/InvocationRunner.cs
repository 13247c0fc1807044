using Winnow.Server.Batching;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.SageMaker;

/// <summary>Answers the calls of an invocation, several of them beside each other so that they share batches.</summary>
sealed class InvocationRunner(RerankService service, ScoringQueue queue)
{
    /// <summary>The calls of one request that wait or are computed at once: enough to fill batches, few enough to leave room in the queue for others.</summary>
    public const int AtOnce = 16;

    // What fills the queue may well be this request's own other calls, which end much sooner than the whole queue.
    static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Answers the calls of one body, in their order.</summary>
    /// <exception cref="ApiException">One of them cannot be answered.</exception>
    public async Task<IReadOnlyList<RerankAnswer>> AnswerAsync(IReadOnlyList<RerankCall> calls, CancellationToken cancellationToken)
    {
        if (calls.Count == 1)
            return [await service.RerankAsync(calls[0], null, cancellationToken).ConfigureAwait(false)];
        CheckRoom();
        var answers = new List<RerankAnswer>(calls.Count);
        await foreach (RerankAnswer answer in OrderedWork.RunAsync(calls, AtOnce, AnswerPatientlyAsync, cancellationToken).ConfigureAwait(false))
            answers.Add(answer);
        return answers;
    }

    /// <summary>Refuses a request of many calls while there is no room, before any of them is answered: later on its calls wait for room.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public void CheckRoom()
    {
        try
        {
            queue.CheckRoom();
        }
        catch (QueueFullException error)
        {
            throw new ApiException(ApiFault.Overloaded, $"{error.Message} Try again in {error.RetryAfter.TotalSeconds:0} s.") { RetryAfter = error.RetryAfter };
        }
    }

    /// <summary>Answers a call that is one of many, and waits where the queue is full: what is already done must not be lost.</summary>
    public async Task<RerankAnswer> AnswerPatientlyAsync(RerankCall call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await service.RerankAsync(call, null, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException error) when (error.Fault == ApiFault.Overloaded)
            {
                await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
