using System.Diagnostics;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Batching;

/// <summary>Where the requests of all clients meet: one thread takes batches out of it and runs them, each on all threads of its model's engine.</summary>
/// <remarks>
/// Safe for concurrent use. The queue is bounded by requests and by the time that their work takes; beyond that a request is refused at once instead of waiting for an answer that comes too late.
/// </remarks>
sealed class ScoringQueue : IDisposable
{
    /// <summary>Enough tokens for each thread to make reading the weights cheap, few enough that nobody waits long for another one's batch.</summary>
    public const int DefaultTokensPerThread = 512;

    // Until the first batches have been timed.
    const double FirstGuessOfTokensPerSecond = 10_000;

    // For so long after a small request others are expected.
    static readonly TimeSpan _smallOnesCome = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    readonly List<ScoringJob> _waiting = [];
    readonly SemaphoreSlim _arrivals = new(0);
    readonly CancellationTokenSource _stop = new();
    readonly QueueLimits _limits;
    readonly Thread _thread;
    long _tokens;
    int _requests;
    long _lastSmall;
    double _tokensPerSecond = FirstGuessOfTokensPerSecond;

    public ScoringQueue(QueueLimits limits)
    {
        _limits = limits;
        _thread = new Thread(Run) { IsBackground = true, Name = "Winnow batches" };
        _thread.Start();
    }

    /// <summary>Gets the requests that wait or are computed.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Gets the tokens that wait or are computed.</summary>
    public long Tokens => Interlocked.Read(ref _tokens);

    /// <summary>Raised on the queue's thread after each batch, with its number of pairs and tokens and the time that it took.</summary>
    public event Action<Batch, TimeSpan>? BatchDone;

    /// <summary>Checks that there is room for one more request, before any work is spent on it.</summary>
    /// <exception cref="QueueFullException">There is none.</exception>
    public void CheckRoom()
    {
        if (Requests >= _limits.Requests || TimeOf(Tokens) >= _limits.Wait)
            throw Full();
    }

    /// <summary>Scores pairs of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pairs">The pairs, at least one.</param>
    /// <param name="scored">Told each score as soon as it is there, on the queue's thread, so it must be quick; or null.</param>
    /// <param name="cancellationToken">Takes the pairs out of the queue; what is being computed with those of others ends first.</param>
    /// <returns>The job that has ended.</returns>
    /// <exception cref="QueueFullException">The queue has as much work as it takes.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<(PairScore[] Scores, ScoringJob Job)> ScoreAsync(
        ServedModel model, Encoding[] pairs, Action<int, PairScore>? scored, CancellationToken cancellationToken)
    {
        var job = new ScoringJob(model, pairs, scored, cancellationToken);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (_requests >= _limits.Requests || (_requests > 0 && TimeOf(_tokens + job.Tokens) > _limits.Wait))
                throw Full();
            _requests++;
            _tokens += job.Tokens;
            _waiting.Add(job);
            if (job.Tokens <= _limits.BatchTokens)
                _lastSmall = job.Arrived;
        }

        _arrivals.Release();
        try
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(() => Leave(job));
            return (await job.Task.ConfigureAwait(false), job);
        }
        finally
        {
            lock (_lock)
                _requests--;
        }
    }

    /// <summary>Ends the thread after the batch that it is at. Jobs that wait are cancelled, so stop the server first.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _thread.Join();
        lock (_lock)
        {
            foreach (ScoringJob job in _waiting.ToList())
            {
                Remove(job);
                job.Cancel();
            }
        }

        _arrivals.Dispose();
        _stop.Dispose();
    }

    void Leave(ScoringJob job)
    {
        lock (_lock)
            Remove(job);
        job.Cancel();
    }

    // Pairs that were taken count until their batch has ended.
    void Remove(ScoringJob job)
    {
        if (_waiting.Remove(job))
            _tokens -= job.TokensLeft;
    }

    void Run()
    {
        try
        {
            while (true)
            {
                _arrivals.Wait(_stop.Token);
                RunAll();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end.
        }
    }

    void RunAll()
    {
        try
        {
            while (!_stop.IsCancellationRequested && Next() is { } batch)
                Run(batch);
        }
#pragma warning disable CA1031 // Whoever listens to batches may fail. Those who wait are told, and the thread lives on: without it nobody would ever be answered.
        catch (Exception error)
#pragma warning restore CA1031
        {
            List<ScoringJob> waiting;
            lock (_lock)
            {
                waiting = [.. _waiting];
                waiting.ForEach(Remove);
            }

            waiting.ForEach(job => job.Fail(error));
        }
    }

    Batch? Next()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return null;
            bool small = _lastSmall > 0 && Stopwatch.GetElapsedTime(_lastSmall) < _smallOnesCome;
            var batch = Batch.Take(_waiting, _limits.BatchTokens, small ? _limits.SliceTokens : _limits.BatchTokens, _tokensPerSecond);
            _waiting.RemoveAll(job => !job.HasMore);
            return batch;
        }
    }

    void Run(Batch batch)
    {
        long start = Stopwatch.GetTimestamp();
        var jobs = batch.Items.GroupBy(item => item.Job).ToList();
        try
        {
            // Work of several is not stopped because one of them went away.
            Finish(batch.Items, batch.Model.Score(batch.Pairs(), jobs.Count == 1 ? jobs[0].Key.CancellationToken : CancellationToken.None));
        }
#pragma warning disable CA1031 // Whatever it is, the one whose pairs cause it is told, and the queue goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (jobs.Count == 1)
                Fail(jobs[0].Key, error);
            else
                RunOneByOne(batch.Model, jobs);
        }

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        lock (_lock)
            _tokens -= batch.Tokens;
        // A moving average, quick enough to follow a machine that gets busy.
        _tokensPerSecond += 0.1 * ((batch.Tokens / Math.Max(time.TotalSeconds, 1e-6)) - _tokensPerSecond);
        BatchDone?.Invoke(batch, time);
    }

    // One request's pairs made the batch fail; the others must not fail with it.
    void RunOneByOne(ServedModel model, IEnumerable<IGrouping<ScoringJob, (ScoringJob Job, int Index)>> jobs)
    {
        foreach (var job in jobs)
        {
            try
            {
                Finish([.. job], model.Score([.. job.Select(item => item.Job.Pair(item.Index))], job.Key.CancellationToken));
            }
#pragma warning disable CA1031 // As above.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Fail(job.Key, error);
            }
        }
    }

    void Fail(ScoringJob job, Exception error)
    {
        lock (_lock)
            Remove(job);
        if (error is OperationCanceledException)
            job.Cancel();
        else
            job.Fail(error);
    }

    static void Finish(IReadOnlyList<(ScoringJob Job, int Index)> items, PairScore[] scores)
    {
        for (int i = 0; i < scores.Length; i++)
            items[i].Job.Done(items[i].Index, scores[i]);
    }

    TimeSpan TimeOf(long tokens) => TimeSpan.FromSeconds(tokens / Math.Max(_tokensPerSecond, 1));

    // Half of the work that is there should make room enough.
    QueueFullException Full() => new(TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(TimeOf(Tokens).TotalSeconds / 2), 1, 60)));
}
