using Winnow.Evaluation.FirstStage;
using Winnow.Training.Data;

namespace Winnow.Training.Mining;

/// <summary>BM25 with Anserini's parameters, the queries spread over threads.</summary>
sealed class Bm25Stage : MiningStage
{
    readonly Bm25Index _index;
    readonly string[] _queries;
    readonly int _threads;

    /// <summary>Indexes the documents.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="queries">The queries that are mined.</param>
    /// <param name="threads">The number of threads, or -1 for all.</param>
    /// <param name="progress">Told how far the work is, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Bm25Stage(TrainingTexts texts, string[] queries, int threads, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        : base("bm25", CandidateOrigin.Bm25)
    {
        _queries = queries;
        _threads = threads;
        int count = texts.Documents.Count;
        Forward? forward = progress is null ? null : new Forward(done => progress.Report(new TrainingProgress("index of bm25", "documents", done, count)));
        _index = new Bm25Index(count, i => texts.Documents[i], Bm25.DefaultK1, Bm25.DefaultB, forward, cancellationToken);
    }

    /// <inheritdoc/>
    public override int[][] Rank(int start, int count, int depth, CancellationToken cancellationToken)
    {
        var ranked = new int[count][];
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken },
            i => ranked[i] = Array.ConvertAll(_index.Search(_queries[start + i], depth), hit => hit.Position));
        return ranked;
    }

    /// <inheritdoc/>
    public override void Dispose() => _index.Dispose();
}
