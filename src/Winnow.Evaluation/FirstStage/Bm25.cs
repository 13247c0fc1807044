using System.Globalization;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.FirstStage;

/// <summary>BM25 over title and text in one field, as in Anserini's "flat" runs of BEIR.</summary>
/// <remarks>
/// <para>
/// score(q, d) = sum over the query's terms, with repetition, of idf(t) tf (k1 + 1) / (tf + k1 (1 - b + b |d| / avgdl)), where idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5)).
/// Words are made by Lucene's English analyzer: StandardTokenizer, possessives off, lower case, 33 stop words, Porter's stemmer. Lengths are rounded as in Lucene 7
/// and later, so that the numbers are Anserini's though Lucene.NET is of version 4.8.
/// </para>
/// <para>Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, in Lucene's form. Safe for concurrent use. The index lies in memory.</para>
/// </remarks>
public sealed class Bm25 : IFirstStage
{
    /// <summary>Anserini's term-frequency saturation for BEIR.</summary>
    public const float DefaultK1 = 0.9f;

    /// <summary>Anserini's length normalisation for BEIR.</summary>
    public const float DefaultB = 0.4f;

    /// <summary>Creates a first stage.</summary>
    /// <param name="k1">How slowly repetition stops to count, from 0. The default is 0.9.</param>
    /// <param name="b">How much length counts, 0 to 1. The default is 0.4.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not in its range.</exception>
    public Bm25(float k1 = DefaultK1, float b = DefaultB)
    {
        if (!float.IsFinite(k1) || k1 < 0)
            throw new ArgumentOutOfRangeException(nameof(k1), k1, "k1 must be a number from 0.");
        if (!(b is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(b), b, "b must be from 0 to 1.");
        K1 = k1;
        B = b;
    }

    /// <summary>Gets how slowly repetition stops to count.</summary>
    /// <value>The default is 0.9.</value>
    public float K1 { get; }

    /// <summary>Gets how much length counts.</summary>
    /// <value>The default is 0.4.</value>
    public float B { get; }

    /// <inheritdoc/>
    public string Name => "bm25";

    /// <inheritdoc/>
    public string Protocol => string.Create(
        CultureInfo.InvariantCulture,
        $"BM25 flat (title + text in one field), k1 {K1}, b {B}, English analyzer with Porter stemmer, lengths rounded as in Lucene 7 and later, Lucene.NET 4.8");

    /// <inheritdoc/>
    public string Fingerprint => Protocol;

    /// <inheritdoc/>
    public TrecRun Retrieve(BeirDataset dataset, int depth, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        Forward? indexing = progress is null ? null : new Forward(done => progress.Report(0.5 * done / dataset.Documents.Count));
        using var index = new Bm25Index(dataset.Documents.Count, i => dataset.Documents[i].Contents, K1, B, indexing, cancellationToken);
        var run = new RunBuilder(Name, dataset, depth);
        for (int i = 0; i < dataset.Queries.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            BeirQuery query = dataset.Queries[i];
            // One more than asked for: the query itself may be among them.
            run.Add(query.Id, index.Search(query.Text, depth + 1));
            progress?.Report(0.5 + (0.5 * (i + 1) / dataset.Queries.Count));
        }

        return run.Build();
    }

    sealed class Forward(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
