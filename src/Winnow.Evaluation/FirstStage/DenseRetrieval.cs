using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.FirstStage;

/// <summary>Retrieval by an embedder: each query's vector against every document's, exactly.</summary>
/// <remarks>
/// The corpus is embedded on all threads and kept on disk under the fingerprints of model and data set; an embedding that was stopped goes on where it was.
/// Safe for concurrent use; two processes must not embed the same corpus into the same cache at once. Memory holds all vectors.
/// </remarks>
public sealed class DenseRetrieval : IFirstStage, IDisposable
{
    readonly DualEncoder _encoder;
    readonly string _cache;
    readonly int? _threads;

    /// <summary>Loads the embedder.</summary>
    /// <param name="model">A model folder, or the name of a model that lies in <c>WINNOW_HOME</c>.</param>
    /// <param name="cacheFolder">The folder that keeps vectors; it is made where it does not exist.</param>
    /// <param name="options">How the embedder is used, or null for the defaults.</param>
    /// <exception cref="WinnowException">There is no such model, a file of it is malformed or not supported, or the model is a reranker.</exception>
    public DenseRetrieval(string model, string cacheFolder, DenseOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(cacheFolder);
        options ??= new DenseOptions();
        _encoder = new DualEncoder(model, options);
        _cache = cacheFolder;
        _threads = options.Engine.Threads;
    }

    /// <inheritdoc/>
    public string Name => $"dense-{_encoder.Name}";

    /// <inheritdoc/>
    public string Protocol => $"dense retrieval with {_encoder.Name} ({_encoder.Fingerprint[..12]}): {_encoder.Protocol}";

    /// <inheritdoc/>
    public string Fingerprint => _encoder.Fingerprint;

    /// <inheritdoc/>
    public TrecRun Retrieve(BeirDataset dataset, int depth, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        float[][] documents = Embed(dataset, progress, cancellationToken);
        float[][] queries = _encoder.Queries([.. dataset.Queries.Select(query => query.Text)], cancellationToken);
        var ranked = new (int Position, float Score)[queries.Length][];
        Parallel.For(
            0,
            queries.Length,
            new ParallelOptions { MaxDegreeOfParallelism = _threads ?? -1, CancellationToken = cancellationToken },
            i => ranked[i] = Nearest(queries[i], documents, depth + 1));

        var run = new RunBuilder(Name, dataset, depth);
        for (int i = 0; i < ranked.Length; i++)
            run.Add(dataset.Queries[i].Id, ranked[i]);
        return run.Build();
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => _encoder.Dispose();

    float[][] Embed(BeirDataset dataset, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_cache, $"{dataset.Name}.{_encoder.Name}.{dataset.Fingerprint[..12]}-{_encoder.Fingerprint[..12]}.f32");
        int count = dataset.Documents.Count;
        try
        {
            return VectorFile.ReadOrCompute(
                path,
                count,
                _encoder.Dimensions,
                (start, length) => _encoder.Documents([.. dataset.Documents.Skip(start).Take(length).Select(document => document.Contents)], cancellationToken),
                progress is null ? null : new Forward(done => progress.Report((double)done / count)),
                cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}: the vectors cannot be kept there: {error.Message} Check the cache folder, the room on the disk, and that no other run is using it.", error);
        }
    }

    // The smallest element of the heap is the worst kept: the lowest score, and of equal ones the last position.
    static (int Position, float Score)[] Nearest(float[] query, float[][] documents, int count)
    {
        var best = new PriorityQueue<int, (float Score, int NegativePosition)>(count + 1);
        for (int i = 0; i < documents.Length; i++)
        {
            (float, int) priority = (DualEncoder.Dot(query, documents[i]), -i);
            if (best.Count < count)
                best.Enqueue(i, priority);
            else
                best.EnqueueDequeue(i, priority);
        }

        var ranked = new (int, float)[best.Count];
        for (int rank = ranked.Length - 1; rank >= 0; rank--)
        {
            best.TryDequeue(out int position, out var priority);
            ranked[rank] = (position, priority.Score);
        }

        return ranked;
    }

    sealed class Forward(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
