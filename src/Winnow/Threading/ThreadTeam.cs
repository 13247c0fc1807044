namespace Winnow.Threading;

/// <summary>A fixed set of threads that work through the items of one <see cref="IWork"/> at a time.</summary>
/// <remarks>
/// <para>A forward pass has two such steps a layer, often less than a millisecond long. The thread pool would queue and allocate for each; the team's threads
/// wait at a gate instead, spin for some microseconds because the next step is near, and then sleep. Items are dealt out by one atomic counter.</para>
/// <para>The calling thread is worker 0. One caller at a time: <see cref="For"/> is not safe for concurrent use. No allocation, no lock while items run.</para>
/// <para>A team that nobody disposes ends its threads when it is collected.</para>
/// </remarks>
/// <param name="workers">The number of workers, the caller included.</param>
sealed class ThreadTeam(int workers) : IDisposable
{
    readonly Crew _crew = new(workers);

    ~ThreadTeam() => _crew.Stop();

    /// <summary>Gets the number of workers, the caller included.</summary>
    public int Workers => _crew.Workers;

    /// <summary>Runs all items and returns when the last has ended.</summary>
    /// <exception cref="Exception">The first exception of an item; items not yet begun are then left out.</exception>
    public void For(IWork work, int items) => _crew.For(work, items);

    /// <summary>Ends the threads and waits for them. No step may be running.</summary>
    public void Dispose()
    {
        _crew.Stop();
        _crew.Join();
        GC.SuppressFinalize(this);
    }
}
