using System.Runtime.CompilerServices;
using Winnow.Kernels.BFloat16;
using Winnow.Kernels.Int8;
using Winnow.Models;
using Winnow.Scoring;
using Winnow.Tokenization;

namespace Winnow;

// Documents that are prepared before any query is known, for models with an interaction head.
public sealed partial class Reranker
{
    readonly Lazy<string> _preparationFingerprint;

    /// <summary>Gets whether the model has an interaction head, so that documents can be prepared before any query is known.</summary>
    public bool CanPrepareDocuments => _engine.Model.Interaction is not null;

    /// <summary>Gets what prepared documents must have been made by: these files, this arithmetic, these kernels. The limit of tokens is each document's own matter.</summary>
    internal string PreparationFingerprint
    {
        get
        {
            CheckPrepares();
            return _preparationFingerprint.Value;
        }
    }

    /// <summary>Gets the numbers that a prepared document has for each token.</summary>
    internal int StateWidth => _engine.Model.Encoder.HiddenSize;

    /// <summary>Runs documents through the layers that do not look at the query, once for all queries to come.</summary>
    /// <param name="documents">The documents. Empty ones are allowed; a lone surrogate is read as U+FFFD.</param>
    /// <param name="maxTokens">The longest document in tokens, prompt and special tokens included, or null for <see cref="MaxTokens"/>. Longer ones are cut at their end.</param>
    /// <param name="progress">Told the number of documents done so far, from any thread, while the call holds its turn: it must not call this reranker. Null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// The documents in their order. Each takes 4 bytes for each token and element of the model's width, and 4 for the token: 197 kB for 128 tokens of a model of 384.
    /// </returns>
    /// <exception cref="ArgumentNullException">The list or a document is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is not positive.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WinnowException">The model has no interaction head, or the token limit is more than it can read or less than the special tokens need.</exception>
    public PreparedDocuments PrepareDocuments(
        IReadOnlyList<string> documents, int? maxTokens = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        for (int i = 0; i < documents.Count; i++)
        {
            if (documents[i] is null)
                throw new ArgumentNullException(nameof(documents), $"Document {i} is null.");
        }

        if (maxTokens is { } asked)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(asked, nameof(maxTokens));
        SegmentedPairs layout = CheckPrepares();
        int limit = Limit(maxTokens);
        string fingerprint = PreparationFingerprint;
        return _engine.Take(
            engine =>
            {
                Encoding[] encodings = engine.TokenizeDocuments(layout, documents, limit, cancellationToken);
                var work = new SegmentPreparation(engine.Model, encodings);
                engine.Run(work, progress, cancellationToken);
                return new PreparedDocuments([.. work.States.Select((states, i) => new PreparedDocument(encodings[i].Ids, states, fingerprint))], fingerprint);
            },
            cancellationToken);
    }

    /// <summary>Scores prepared documents against a query, to the same bits as their texts.</summary>
    /// <param name="query">The question or search text. Empty text is allowed; a lone surrogate is read as U+FFFD.</param>
    /// <param name="documents">Documents that this reranker prepared, or another of the same model, arithmetic and kind of processor. They keep the length at which they were prepared.</param>
    /// <param name="maxTokens">The longest query in tokens, prompt and special tokens included, or null for <see cref="MaxTokens"/>.</param>
    /// <param name="progress">Told the number of documents done so far, from any thread, while the call holds its turn: it must not call this reranker. Null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One score a document, in their order.</returns>
    /// <exception cref="ArgumentNullException">The query, the list or a document is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is not positive.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WinnowException">
    /// The model has no interaction head, a document was prepared by another model, arithmetic or kind of processor, or the token limit is more than the model can read or less than the special
    /// tokens need.
    /// </exception>
    public PairScore[] Score(
        string query, IReadOnlyList<PreparedDocument> documents, int? maxTokens = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckPrepared(query, documents, maxTokens);
        if (documents.Count == 0)
            return [];
        int limit = Limit(maxTokens);
        return _engine.Take(engine => Score(engine, query, documents, limit, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Scores prepared documents against a query and returns them best first, on the calling thread and the engine's.</summary>
    /// <param name="query">The question or search text. Empty text is allowed.</param>
    /// <param name="documents">Documents that this reranker prepared, or another of the same model, arithmetic and kind of processor.</param>
    /// <param name="options">Settings of this call, or null for the defaults. The limit of tokens is that of the query; there are no texts to return.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The results by falling logit, and so by falling score; equal logits keep the order of the input. They carry no text.</returns>
    /// <exception cref="ArgumentNullException">The query, the list or one of its documents is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WinnowException">As for <see cref="Score(string, IReadOnlyList{PreparedDocument}, int?, IProgress{int}?, CancellationToken)"/>.</exception>
    // An empty list or null could be either kind of documents: they mean texts, as they always did.
    [OverloadResolutionPriority(-1)]
    public IReadOnlyList<RerankResult> Rerank(
        string query, IReadOnlyList<PreparedDocument> documents, RerankOptions? options = null, CancellationToken cancellationToken = default) =>
        Ranking.Order(Score(query, documents, options?.MaxTokens, null, cancellationToken), null, options);

    /// <summary>Does what <see cref="Rerank(string, IReadOnlyList{PreparedDocument}, RerankOptions?, CancellationToken)"/> does, without holding the caller's thread.</summary>
    /// <param name="query">The question or search text. Empty text is allowed.</param>
    /// <param name="documents">Documents that this reranker prepared, or another of the same model, arithmetic and kind of processor.</param>
    /// <param name="options">Settings of this call, or null for the defaults. The limit of tokens is that of the query; there are no texts to return.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The results by falling logit, and so by falling score; equal logits keep the order of the input. They carry no text.</returns>
    /// <exception cref="ArgumentNullException">The query, the list or one of its documents is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WinnowException">As for <see cref="Score(string, IReadOnlyList{PreparedDocument}, int?, IProgress{int}?, CancellationToken)"/>.</exception>
    [OverloadResolutionPriority(-1)]
    public async Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<PreparedDocument> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckPrepared(query, documents, null);
        _engine.CheckCall(cancellationToken);
        if (documents.Count == 0)
            return [];
        int limit = Limit(options?.MaxTokens);
        PairScore[] scores = await _engine.TakeAsync(engine => Score(engine, query, documents, limit, null, cancellationToken), cancellationToken).ConfigureAwait(false);
        return Ranking.Order(scores, null, options);
    }

    static PairScore[] Score(
        InferenceEngine engine, string query, IReadOnlyList<PreparedDocument> documents, int maxTokens, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var layout = (SegmentedPairs)engine.Pairs;
        layout.CheckLimit(maxTokens);
        Encoding encoding = layout.EncodeQuery(query, maxTokens);
        var preparation = new SegmentPreparation(engine.Model, [encoding]);
        engine.Run(preparation, null, cancellationToken);
        var scoring = new PreparedScoring(encoding, preparation.States[0], documents);
        engine.Run(scoring, progress, cancellationToken);
        return Scores(engine.Model, scoring.Results);
    }

    static string FingerprintPreparation(LoadedModel model)
    {
        // Other kernels round differently: their documents would give scores that differ in the last bits.
        string kernel = model.Precision switch
        {
            Precision.Int8 => $"{Int8Kernels.Best.Name}, {model.Encoder.Attention.GetType().Name}",
            Precision.BFloat16 => BFloat16Kernels.Best.Name,
            _ => "",
        };
        return ModelFingerprint.Compute(model.Folder, $"prepared documents, {model.Precision}, {model.Encoder.Kernel.Name}, {kernel}");
    }

    void CheckPrepared(string query, IReadOnlyList<PreparedDocument> documents, int? maxTokens)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        if (maxTokens is { } asked)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(asked, nameof(maxTokens));
        PreparedChecks.Check(documents, PreparationFingerprint, nameof(documents));
    }

    SegmentedPairs CheckPrepares() => _engine.Pairs as SegmentedPairs ?? throw new WinnowException(
        $"{_engine.Model.Folder}: this model reads query and document together in every layer, so that nothing of a document can be prepared. Score the texts, or choose a model with an "
        + "interaction head.");
}
