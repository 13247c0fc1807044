namespace Winnow.Server.Models;

/// <summary>A model in use: it is not released before all leases have ended, even if another one has taken its place.</summary>
sealed class ModelLease(ServedModel model, Action ended) : IDisposable
{
    int _ended;

    public ServedModel Model => model;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            ended();
    }
}
