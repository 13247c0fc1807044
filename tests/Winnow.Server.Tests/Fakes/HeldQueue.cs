using Winnow.Server.Batching;
using Winnow.Server.Models;

namespace Winnow.Server.Tests.Fakes;

/// <summary>Keeps the queue's thread at one request until it is disposed, so that others wait behind it.</summary>
sealed class HeldQueue : IDisposable
{
    readonly ManualResetEventSlim _release = new();
    readonly ModelLease _lease;
    readonly Task _job;

    public HeldQueue(ScoringQueue queue, ModelCatalog models)
    {
        using var started = new ManualResetEventSlim();
        _lease = models.Lease(null);
        _job = queue.ScoreAsync(_lease.Model, [_lease.Model.Tokenizer.EncodePair("a", "b")], (_, _) =>
        {
            started.Set();
            _release.Wait();
        }, CancellationToken.None);
        started.Wait();
    }

    public void Dispose()
    {
        _release.Set();
        _job.GetAwaiter().GetResult();
        _lease.Dispose();
        _release.Dispose();
    }
}
