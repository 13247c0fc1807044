using System.Runtime.ExceptionServices;

namespace Winnow.Cli.Input;

/// <summary>Reads items on a thread of its own and hands out what is there in batches: no answer waits for input that comes later, and memory stays bounded.</summary>
/// <remarks>One consumer. An error of the source appears after all items before it were handed out.</remarks>
sealed class ReadAhead<T> : IDisposable
{
    /// <summary>The most items in a batch.</summary>
    public const int BatchSize = 64;

    // Items can be ten million characters long, so a batch closes by weight as well as by count.
    const long BatchWeight = 4_000_000;

    readonly object _gate = new();
    readonly CancellationToken _cancellation;
    readonly CancellationTokenRegistration _registration;
    List<T> _items = [];
    long _weight;
    Exception? _error;
    bool _ended, _stopped;

    /// <summary>Starts to read.</summary>
    /// <param name="source">The items; enumerated on the reading thread.</param>
    /// <param name="weigh">The length of an item in characters.</param>
    /// <param name="cancellationToken">Ends the wait for the next batch.</param>
    public ReadAhead(IEnumerable<T> source, Func<T, long> weigh, CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken;
        _registration = cancellationToken.Register(Stop);
        new Thread(() => Fill(source, weigh)) { IsBackground = true, Name = "winnow input" }.Start();
    }

    /// <summary>Waits until there is at least one item, then takes all that are there.</summary>
    /// <returns>The items in their order, or null at the end.</returns>
    public List<T>? Next()
    {
        lock (_gate)
        {
            while (_items.Count == 0 && !_ended && !_stopped)
                Monitor.Wait(_gate);
            _cancellation.ThrowIfCancellationRequested();
            if (_items.Count == 0)
            {
                // Thrown here, but with the reading thread's stack.
                if (_error is not null)
                    ExceptionDispatchInfo.Throw(_error);
                return null;
            }

            var batch = _items;
            _items = [];
            _weight = 0;
            Monitor.PulseAll(_gate);
            return batch;
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        Stop();
    }

    void Fill(IEnumerable<T> source, Func<T, long> weigh)
    {
        try
        {
            foreach (var item in source)
            {
                if (!TryAdd(item, weigh(item)))
                    return;
            }
        }
#pragma warning disable CA1031 // Whatever went wrong belongs to the consumer, after the items that went well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _error = e;
        }

        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    bool TryAdd(T item, long weight)
    {
        lock (_gate)
        {
            while (!_stopped && (_items.Count >= BatchSize || (_items.Count > 0 && _weight + weight > BatchWeight)))
                Monitor.Wait(_gate);
            _items.Add(item);
            _weight += weight;
            Monitor.PulseAll(_gate);
            return !_stopped;
        }
    }

    void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }
}
