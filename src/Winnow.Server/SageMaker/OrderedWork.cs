using System.Runtime.CompilerServices;

namespace Winnow.Server.SageMaker;

/// <summary>Work on many items, some at once, with the results in the order of the items.</summary>
static class OrderedWork
{
    /// <summary>Works on items.</summary>
    /// <param name="items">The items. They are taken as there is room, not all at the start.</param>
    /// <param name="atOnce">The most items that are worked on at once.</param>
    /// <param name="work">The work. An exception ends everything, so it handles what it can.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The results. Whoever stops to read them stops the work too.</returns>
    public static async IAsyncEnumerable<TResult> RunAsync<TItem, TResult>(
        IEnumerable<TItem> items, int atOnce, Func<TItem, CancellationToken, Task<TResult>> work, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<TResult>>();
        try
        {
            foreach (TItem item in items)
            {
                if (running.Count == atOnce)
                    yield return await running.Dequeue().ConfigureAwait(false);
                running.Enqueue(work(item, stop.Token));
            }

            while (running.Count > 0)
                yield return await running.Dequeue().ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // Nobody reads these any more, but none may outlive the request.
            await Task.WhenAll(running.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
