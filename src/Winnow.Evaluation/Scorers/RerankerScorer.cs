using System.Globalization;

namespace Winnow.Evaluation.Scorers;

/// <summary>Scores with a reranker's logits.</summary>
/// <remarks>Safe for concurrent use, as the reranker is.</remarks>
public sealed class RerankerScorer : ICandidateScorer
{
    readonly Reranker _reranker;
    readonly int _maxTokens;
    readonly PreparedCandidates? _prepared;

    /// <summary>Loads a reranker.</summary>
    /// <param name="model">A model folder, or the name of a model that ships with Winnow or lies in <c>WINNOW_HOME</c>.</param>
    /// <param name="options">Settings of the engine, or null for the defaults. Without a token limit pairs are cut to 512 tokens, or to the model's own limit where that is less.</param>
    /// <param name="name">The name for files and tables, or null for the model's.</param>
    /// <exception cref="WinnowException">There is no such model, a file of it is malformed or not supported, or the model is no reranker.</exception>
    public RerankerScorer(string model, EngineOptions? options = null, string? name = null)
    {
        options ??= new EngineOptions();
        _reranker = Reranker.Load(model, options);
        _maxTokens = options.MaxTokens ?? Math.Min(CandidateScorer.DefaultMaxTokens, _reranker.MaxTokens);
        Name = name ?? _reranker.Model.Name;
        Protocol = string.Create(CultureInfo.InvariantCulture, $"cross-encoder logits, {options.Precision.Name()}, at most {_maxTokens} tokens");
        var metadata = (RerankerMetadata)_reranker.GetService(typeof(RerankerMetadata))!;
        Fingerprint = string.Create(CultureInfo.InvariantCulture, $"{metadata.Fingerprint}-{_maxTokens}");
        _prepared = _reranker.CanPrepareDocuments ? new PreparedCandidates(_reranker, _maxTokens) : null;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Protocol { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public float[] Score(string query, IReadOnlyList<string> documents, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        PairScore[] scores = _prepared?.Score(query, documents, progress, cancellationToken)
            ?? _reranker.Score([.. documents.Select(document => new TextPair(query, document))], _maxTokens, progress, cancellationToken);
        return Array.ConvertAll(scores, score => score.Logit);
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => _reranker.Dispose();
}
