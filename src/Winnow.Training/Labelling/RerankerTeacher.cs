using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Scorers;
using Winnow.Training.Data;

namespace Winnow.Training.Labelling;

/// <summary>A cross-encoder that teaches: score = its logit.</summary>
/// <remarks>
/// Scores are kept on disk as they are computed, under the fingerprints of model, texts and candidates, so that a killed run loses at most one batch. Not safe for concurrent use;
/// two processes must not label the same lists into one folder at once.
/// </remarks>
public sealed class RerankerTeacher : ITeacher, IDisposable
{
    // The file's rows; a batch is four of them. Pairs of several queries share a batch, so that short lists do not leave threads idle.
    const int RowWidth = 64, RowsAtOnce = 4;

    readonly Reranker _reranker;
    readonly string _cache;

    /// <summary>Loads a reranker.</summary>
    /// <param name="model">A model folder, or the name of a model that ships with Winnow or lies in <c>WINNOW_HOME</c>.</param>
    /// <param name="cacheFolder">The folder that keeps scores; it is made where it does not exist.</param>
    /// <param name="options">Settings of the engine, or null for the defaults. Without a token limit pairs are cut to 512 tokens, or to the model's own limit where that is less.</param>
    /// <exception cref="WinnowException">There is no such model, a file of it is malformed or not supported, or the model is no reranker.</exception>
    public RerankerTeacher(string model, string cacheFolder, EngineOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(cacheFolder);
        options ??= new EngineOptions();
        _cache = cacheFolder;
        _reranker = Reranker.Load(model, options);
        MaxTokens = options.MaxTokens ?? Math.Min(CandidateScorer.DefaultMaxTokens, _reranker.MaxTokens);
        var metadata = (RerankerMetadata)_reranker.GetService(typeof(RerankerMetadata))!;
        Fingerprint = string.Create(CultureInfo.InvariantCulture, $"{metadata.Fingerprint}-{MaxTokens}");
    }

    /// <inheritdoc/>
    public string Name => _reranker.Model.Name;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Gets the longest pair in tokens.</summary>
    public int MaxTokens { get; }

    /// <inheritdoc/>
    public float[] Score(CandidateLists lists, TrainingTexts texts, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(texts);
        int total = lists.Candidates, rows = (total + RowWidth - 1) / RowWidth;
        int[] queries = QueryOfEach(lists);
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Fingerprint} {lists.Fingerprint}")))[..24];
        string path = Path.Combine(_cache, $"{string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '_'))}.scores.{key}.f32");
        var report = new Forward(done => progress?.Report(new TrainingProgress($"scores by {Name}", "pairs", Math.Min(total, done), total)));
        try
        {
            float[][] kept = VectorFile.ReadOrCompute(path, rows, RowWidth, Compute, null, cancellationToken, RowsAtOnce);
            return [.. kept.SelectMany(row => row).Take(total)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}: the scores cannot be kept there: {error.Message} Check the cache folder, the room on the disk, and that no other run is using it.", error);
        }

        float[][] Compute(int firstRow, int count)
        {
            int start = firstRow * RowWidth, end = Math.Min(total, (firstRow + count) * RowWidth);
            TextPair[] pairs = [.. Enumerable.Range(start, end - start).Select(i => new TextPair(texts.Queries[queries[i]], texts.Documents[lists.Columns.Documents[i]]))];
            PairScore[] scores = _reranker.Score(pairs, MaxTokens, new Forward(done => report.Report(start + done)), cancellationToken);
            var filled = new float[count][];
            for (int row = 0; row < count; row++)
            {
                // The last row is filled up with zeros, which nobody reads.
                filled[row] = new float[RowWidth];
                for (int i = 0; i < RowWidth && (row * RowWidth) + i < scores.Length; i++)
                    filled[row][i] = scores[(row * RowWidth) + i].Logit;
            }

            return filled;
        }
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => _reranker.Dispose();

    static int[] QueryOfEach(CandidateLists lists)
    {
        var queries = new int[lists.Candidates];
        for (int query = 0; query < lists.Count; query++)
            queries.AsSpan(lists.Columns.Offsets[query]..lists.Columns.Offsets[query + 1]).Fill(query);
        return queries;
    }
}
