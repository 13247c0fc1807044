using Winnow.Models;
using Winnow.Threading;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>Runs a loaded model over many sequences on a team of threads.</summary>
/// <remarks>
/// One run at a time; callers that come meanwhile wait their turn without holding a thread if they wait asynchronously. The forward passes of a warm engine
/// allocate nothing; packing and results do.
/// </remarks>
sealed class InferenceEngine : IDisposable
{
    readonly LoadedModel _model;
    readonly Type _owner;
    readonly ThreadTeam _team;
    readonly ThreadTeam _alone = new(1);
    readonly Lane _wide;
    readonly Lane[] _narrow;
    readonly SemaphoreSlim _turn = new(1, 1);
    bool _disposed;

    /// <summary>Creates an engine.</summary>
    /// <param name="model">The model, which the engine owns from then on.</param>
    /// <param name="threads">The number of threads, or null for one a processor.</param>
    /// <param name="owner">The public type that is named when the engine is used after its end.</param>
    public InferenceEngine(LoadedModel model, int? threads, Type owner)
    {
        _model = model;
        _owner = owner;
        Pairs = PairLayout.Of(model.Tokenizer, model.Interaction);
        _team = new ThreadTeam(threads ?? Environment.ProcessorCount);
        _wide = new Lane(model, _team.Workers);
        _narrow = new Lane[_team.Workers];
        for (int worker = 0; worker < _narrow.Length; worker++)
            _narrow[worker] = new Lane(model, 1);
    }

    /// <summary>Gets the model.</summary>
    public LoadedModel Model => _model;

    /// <summary>Gets how a query and a document become a sequence.</summary>
    public PairLayout Pairs { get; }

    /// <summary>Gets the number of threads.</summary>
    public int Threads => _team.Workers;

    /// <summary>Checks that a call may begin.</summary>
    public void CheckCall(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, _owner);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Waits for the turn and then does work that uses the engine.</summary>
    public T Take<T>(Func<InferenceEngine, T> work, CancellationToken cancellationToken)
    {
        CheckCall(cancellationToken);
        _turn.Wait(cancellationToken);
        return Use(work);
    }

    /// <summary>Waits for the turn without holding a thread and then does the work on the thread pool.</summary>
    public async Task<T> TakeAsync<T>(Func<InferenceEngine, T> work, CancellationToken cancellationToken)
    {
        CheckCall(cancellationToken);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Use(work), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Tokenizes pairs on all threads. To be called within a turn.</summary>
    public Encoding[] Tokenize(IReadOnlyList<TextPair> pairs, int maxTokens, CancellationToken cancellationToken)
    {
        var work = new PairTokenization(Pairs, pairs, maxTokens, cancellationToken);
        _team.For(work, work.Items);
        return work.Encodings;
    }

    /// <summary>Tokenizes documents of an interaction head on all threads. To be called within a turn.</summary>
    public Encoding[] TokenizeDocuments(SegmentedPairs layout, IReadOnlyList<string> documents, int maxTokens, CancellationToken cancellationToken)
    {
        layout.CheckLimit(maxTokens);
        var work = new DocumentTokenization(layout, documents, maxTokens, cancellationToken);
        _team.For(work, work.Items);
        return work.Encodings;
    }

    /// <summary>Tokenizes texts on all threads. To be called within a turn.</summary>
    public Encoding[] Tokenize(IReadOnlyList<string> texts, string prompt, int maxTokens, CancellationToken cancellationToken)
    {
        var work = new TextTokenization(_model.Tokenizer, texts, prompt, maxTokens, cancellationToken);
        _team.For(work, work.Items);
        return work.Encodings;
    }

    /// <summary>Runs the model. To be called within a turn.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="progress">Told the number of sequences done so far, from any thread; or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The head's results, one row a sequence, one after the other.</returns>
    /// <exception cref="WinnowException">A sequence has no tokens, or a result is not a finite number.</exception>
    public float[] Run(IReadOnlyList<Encoding> sequences, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var work = new SequenceScoring(_model, sequences);
        Run(work, progress, cancellationToken);
        return work.Results;
    }

    /// <summary>Does work in batches on all threads. To be called within a turn.</summary>
    /// <param name="work">The work.</param>
    /// <param name="progress">Told the number of items done so far, from any thread; or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="WinnowException">A result is not a finite number.</exception>
    public void Run(BatchWork work, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var plan = BatchPlan.Create(work.Lengths, Threads);
        int done = 0;
        foreach (int[] batch in plan.Wide)
        {
            work.Run(batch, _wide, _team, cancellationToken);
            Done(batch.Length);
        }

        _team.For(new NarrowBatches(this, work, plan.Narrow, Done, cancellationToken), plan.Narrow.Count);

        void Done(int count)
        {
            int total = Interlocked.Add(ref done, count);
            progress?.Report(total);
        }
    }

    /// <summary>Waits for the work under way and releases threads, memory and model.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _turn.Wait();
        if (_disposed)
        {
            _turn.Release();
            return;
        }

        _disposed = true;
        _team.Dispose();
        _alone.Dispose();
        _wide.Dispose();
        foreach (Lane lane in _narrow)
            lane.Dispose();
        _model.Dispose();
        // Whoever still waits for a turn gets one, and is told that the engine is gone.
        _turn.Release();
    }

    T Use<T>(Func<InferenceEngine, T> work)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, _owner);
            return work(this);
        }
        finally
        {
            _turn.Release();
        }
    }

    sealed class NarrowBatches(InferenceEngine engine, BatchWork work, IReadOnlyList<int[]> batches, Action<int> done, CancellationToken cancellationToken) : IWork
    {
        public void Run(int item, int worker)
        {
            work.Run(batches[item], engine._narrow[worker], engine._alone, cancellationToken);
            done(batches[item].Length);
        }
    }
}
