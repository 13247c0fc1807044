using System.Runtime.ExceptionServices;

namespace Winnow.Threading;

/// <summary>The threads of a <see cref="ThreadTeam"/> and what they share. They hold this object, not the team, so that a forgotten team can still be collected.</summary>
sealed class Crew
{
    const int SpinsBeforeSleep = 200;

    readonly Thread[] _threads;
    readonly object _gate = new();
    IWork? _work;
    ExceptionDispatchInfo? _error;
    int _items;
    int _nextItem;
    int _running;
    int _step;
    bool _stopped;

    /// <summary>Starts the threads.</summary>
    /// <param name="workers">The number of workers, the caller included.</param>
    public Crew(int workers)
    {
        _threads = new Thread[workers - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"Winnow {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Gets the number of workers, the caller included.</summary>
    public int Workers => _threads.Length + 1;

    /// <summary>Runs all items and returns when the last has ended.</summary>
    /// <exception cref="Exception">The first exception of an item; items not yet begun are then left out.</exception>
    public void For(IWork work, int items)
    {
        if (_threads.Length == 0 || items <= 1)
        {
            for (int item = 0; item < items; item++)
                work.Run(item, 0);
            return;
        }

        _work = work;
        _items = items;
        _nextItem = 0;
        _error = null;
        Volatile.Write(ref _running, _threads.Length);
        lock (_gate)
        {
            _step++;
            Monitor.PulseAll(_gate);
        }

        Drain(work, worker: 0);
        WaitForOthers();
        _work = null;
        _error?.Throw();
    }

    /// <summary>Asks the threads to end. No step may be running.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until the threads have ended.</summary>
    public void Join()
    {
        foreach (Thread thread in _threads)
            thread.Join();
    }

    void Drain(IWork work, int worker)
    {
        try
        {
            int item;
            while ((item = Interlocked.Increment(ref _nextItem) - 1) < _items)
                work.Run(item, worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref _nextItem, _items);
        }
    }

    void WaitForOthers()
    {
        SpinWait spin = default;
        while (Volatile.Read(ref _running) > 0)
        {
            if (spin.Count < SpinsBeforeSleep)
            {
                spin.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            lock (_gate)
            {
                while (Volatile.Read(ref _running) > 0)
                    Monitor.Wait(_gate);
            }
        }
    }

    void Serve(int worker)
    {
        int seen = 0;
        while (true)
        {
            SpinWait spin = default;
            while (Volatile.Read(ref _step) == seen && spin.Count < SpinsBeforeSleep && !Volatile.Read(ref _stopped))
                spin.SpinOnce(sleep1Threshold: -1);
            if (Volatile.Read(ref _step) == seen)
            {
                lock (_gate)
                {
                    while (_step == seen && !_stopped)
                        Monitor.Wait(_gate);
                }
            }

            if (Volatile.Read(ref _stopped))
                return;
            seen++;
            Drain(_work!, worker);
            if (Interlocked.Decrement(ref _running) == 0)
            {
                lock (_gate)
                    Monitor.PulseAll(_gate);
            }
        }
    }
}
