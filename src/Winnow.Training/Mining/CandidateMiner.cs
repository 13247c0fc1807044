using System.Globalization;
using Winnow.Training.Data;
using Winnow.Training.Native;

namespace Winnow.Training.Mining;

/// <summary>Finds for each query the documents that a reranker should learn to tell from the right one.</summary>
/// <remarks>
/// <para>
/// Each first stage searches the documents of all sources. Out of its ranking fall the query's positives, near-duplicates of them, and documents that the first embedder finds too near to be surely
/// wrong; of the rest the top and some of the middle are taken. The stages' candidates are joined without duplicates.
/// </para>
/// <para>The same texts, encoders and options give the same lists. Not safe for concurrent use.</para>
/// </remarks>
/// <param name="texts">The texts.</param>
/// <param name="options">What is mined, or null for the defaults.</param>
public sealed class CandidateMiner(TrainingTexts texts, MiningOptions? options = null)
{
    // Small enough that progress moves, large enough to keep all threads busy.
    const int QueriesAtOnce = 1024;

    readonly MiningOptions _options = options ?? new MiningOptions();

    /// <summary>Mines.</summary>
    /// <param name="encoders">The embedders, at most five. The first one also judges what is a likely answer.</param>
    /// <param name="cache">Keeps vectors.</param>
    /// <param name="progress">Told how far the work is, from any thread, or null.</param>
    /// <param name="cancellationToken">Stops the work; vectors that are computed stay.</param>
    /// <exception cref="ArgumentException">There is no first stage, or there are too many embedders.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">The cache cannot be written, or libtorch cannot be loaded.</exception>
    public (CandidateLists Lists, MiningSummary Summary) Mine(
        IReadOnlyList<ITextEncoder> encoders, VectorCache cache, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoders);
        ArgumentNullException.ThrowIfNull(cache);
        _options.Validate();
        if (encoders.Count > CandidateOrigin.MostEmbedders)
            throw new ArgumentException($"There are {encoders.Count} embedders, and at most {CandidateOrigin.MostEmbedders} can mine at once.", nameof(encoders));
        if (encoders.Count == 0 && !_options.Bm25)
            throw new ArgumentException("There is no first stage: neither BM25 nor an embedder.", nameof(encoders));

        // Without libtorch, hours of encoding would be for nothing.
        if (encoders.Count > 0)
            _ = LibTorch.Version;
        int[] mined = Mined();
        string[] queries = Array.ConvertAll(mined, query => texts.Queries[query]);
        var stages = new List<MiningStage>();
        try
        {
            NegativeFilter filter = Open(stages, queries, encoders, cache, progress, cancellationToken);
            var work = new MiningWork(texts, _options, mined, stages, filter);
            for (int start = 0; start < mined.Length; start += QueriesAtOnce)
            {
                progress?.Report(new TrainingProgress("candidates", "queries", start, mined.Length));
                work.Run(start, Math.Min(QueriesAtOnce, mined.Length - start), cancellationToken);
            }

            return (work.Build(Made(encoders)), work.Summarize());
        }
        finally
        {
            foreach (MiningStage stage in stages)
                stage.Dispose();
        }
    }

    // Adds stages as they open, so that the caller closes them whatever happens to the next.
    NegativeFilter Open(
        List<MiningStage> stages, string[] queries, IReadOnlyList<ITextEncoder> encoders, VectorCache cache, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        float[][]? firstQueries = null, firstDocuments = null;
        for (int i = 0; i < encoders.Count; i++)
        {
            float[][] documents = cache.ReadOrEncode(encoders[i], texts.Documents, isQuery: false, progress, cancellationToken);
            float[][] asked = cache.ReadOrEncode(encoders[i], queries, isQuery: true, progress, cancellationToken);
            stages.Add(new DenseStage(encoders[i].Name, i, asked, documents, _options.Device));
            firstQueries ??= asked;
            firstDocuments ??= documents;
        }

        if (_options.Bm25)
            stages.Insert(0, new Bm25Stage(texts, queries, _options.Threads ?? -1, progress, cancellationToken));
        return new NegativeFilter(texts, _options, firstQueries, firstDocuments);
    }

    int[] Mined()
    {
        int all = texts.Queries.Count, count = Math.Min(_options.Limit ?? all, all);
        var mined = new int[count];
        for (int i = 0; i < count; i++)
            mined[i] = (int)((long)all * i / count);
        return mined;
    }

    SortedDictionary<string, string> Made(IReadOnlyList<ITextEncoder> encoders)
    {
        var made = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["bm25"] = _options.Bm25 ? "yes" : "no",
            ["hard"] = Text(_options.Hard),
            ["middle"] = Text(_options.Middle),
            ["max"] = Text(_options.Max),
            ["most_positives"] = Text(_options.MostPositives),
            ["depth"] = Text(_options.Depth),
            ["relative_margin"] = _options.RelativeMargin is { } margin && encoders.Count > 0 ? Text(margin) : "off",
            ["duplicate_similarity"] = Text(_options.DuplicateSimilarity),
            ["seed"] = Text(_options.Seed),
            ["limit"] = _options.Limit is { } limit ? Text(limit) : "none",
        };
        for (int i = 0; i < encoders.Count; i++)
            made[$"embedder_{i}"] = $"{encoders[i].Name} {encoders[i].Fingerprint}";
        return made;
    }

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
