using Microsoft.AspNetCore.Http;
using Winnow.Server.Dialects;
using Winnow.Server.Http;

namespace Winnow.Server.SageMaker;

/// <summary>Answers whatever goes wrong with a request in its dialect's own shape.</summary>
static class InvocationGuard
{
    /// <summary>Runs what answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="errors">What makes a client's error of any exception.</param>
    /// <param name="dialect">Gives the dialect that is known by then.</param>
    /// <param name="answer">Answers; its token is cancelled when the client has gone away.</param>
    public static async Task RunAsync(HttpContext context, RerankEndpoint errors, Func<Dialect> dialect, Func<CancellationToken, Task> answer)
    {
        CancellationToken aborted = context.RequestAborted;
        try
        {
            await answer(aborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
#pragma warning disable CA1031 // The last resort: every request is answered, without a stack.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ApiException told = errors.Translate(error);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await RerankEndpoint.WriteErrorAsync(context, dialect(), told).ConfigureAwait(false);
        }
    }
}
