using Winnow.Evaluation.FirstStage;

namespace Winnow.Evaluation.Scorers;

/// <summary>Scores with an embedder: how near the vectors of query and document are, as a yardstick for rerankers.</summary>
/// <remarks>Not safe for concurrent use. Vectors of documents are kept, since the candidates of different queries overlap.</remarks>
public sealed class EmbedderScorer : ICandidateScorer
{
    // About 400 MB at 1,024 dimensions.
    const int MostKept = 100_000;

    readonly DualEncoder _encoder;
    readonly Dictionary<string, float[]> _documents = new(StringComparer.Ordinal);

    /// <summary>Loads an embedder.</summary>
    /// <param name="model">A model folder, or the name of a model that lies in <c>WINNOW_HOME</c>.</param>
    /// <param name="options">How the embedder is used, or null for the defaults.</param>
    /// <param name="name">The name for files and tables, or null for the model's.</param>
    /// <exception cref="WinnowException">There is no such model, a file of it is malformed or not supported, or the model is a reranker.</exception>
    public EmbedderScorer(string model, DenseOptions? options = null, string? name = null)
    {
        _encoder = new DualEncoder(model, options ?? new DenseOptions());
        Name = name ?? _encoder.Name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Protocol => _encoder.Protocol;

    /// <inheritdoc/>
    public string Fingerprint => _encoder.Fingerprint;

    /// <inheritdoc/>
    public float[] Score(string query, IReadOnlyList<string> documents, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        if (_documents.Count > MostKept)
            _documents.Clear();
        string[] fresh = [.. documents.Where(document => !_documents.ContainsKey(document)).Distinct(StringComparer.Ordinal)];
        float[][] vectors = _encoder.Documents(fresh, cancellationToken);
        for (int i = 0; i < fresh.Length; i++)
            _documents.Add(fresh[i], vectors[i]);
        float[] asked = _encoder.Queries([query], cancellationToken)[0];
        float[] scores = [.. documents.Select(document => DualEncoder.Dot(asked, _documents[document]))];
        progress?.Report(scores.Length);
        return scores;
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => _encoder.Dispose();
}
