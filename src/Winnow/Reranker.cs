using Winnow.Models;
using Winnow.Scoring;
using Winnow.Tokenization;

namespace Winnow;

/// <summary>A cross-encoder in this process: it reads a query and a document together and says how well they fit.</summary>
/// <remarks>
/// <para>
/// Safe for concurrent use. Calls take turns, each with all threads of the engine. <see cref="RerankAsync(string, IReadOnlyList{string}, RerankOptions?, CancellationToken)"/> does not hold
/// the caller's thread while it waits or computes.
/// </para>
/// <para>A pair's score has the same bits whether it is computed alone, among others, in another order, or on another number of threads.</para>
/// </remarks>
/// <example>
/// <code>
/// using var reranker = Reranker.LoadDefault();
/// IReadOnlyList&lt;RerankResult&gt; top = reranker.Rerank("how do I reset my password?", documents, new() { TopN = 3 });
/// </code>
/// </example>
public sealed partial class Reranker : IReranker
{
    /// <summary>The name of the model that serves where none is named.</summary>
    public const string DefaultModel = ModelFolder.Default;

    readonly InferenceEngine _engine;
    readonly int? _maxTokens;
    readonly Lazy<RerankerMetadata> _metadata;

    Reranker(InferenceEngine engine, int? maxTokens)
    {
        _engine = engine;
        _maxTokens = maxTokens;
        _metadata = new Lazy<RerankerMetadata>(() => new RerankerMetadata("winnow", Model.Name)
        {
            Fingerprint = ModelFingerprint.Compute(Model.Folder, $"{engine.Model.Precision}, {engine.Model.Encoder.Kernel.Name}, {MaxTokens} tokens"),
        });
        _preparationFingerprint = new Lazy<string>(() => FingerprintPreparation(engine.Model));
    }

    /// <summary>Gets facts about the model.</summary>
    public ModelInfo Model => _engine.Model.Info;

    /// <summary>Gets the model's tokenizer.</summary>
    public Tokenizer Tokenizer => _engine.Model.Tokenizer;

    /// <summary>
    /// Gets the longest pair in tokens, special tokens included, of a call that states no limit of its own. Models with an interaction head have it for each of the two texts by itself.
    /// </summary>
    public int MaxTokens => _engine.Model.LimitTokens(_maxTokens);

    /// <summary>Gets the number of threads that compute.</summary>
    public int Threads => _engine.Threads;

    /// <summary>Starts to compile the kernels of a precision in the background, for programs that know early that they will score: it then happens while they read their own input.</summary>
    /// <param name="precision">The arithmetic of the reranker that will be loaded.</param>
    /// <remarks>
    /// <para>Nothing depends on it: loading a model does the same, and what is not compiled by then is compiled when it is needed. It returns at once, does its work once
    /// for each precision, and serves an <see cref="Embedder"/> as well.</para>
    /// <para>Safe for concurrent use.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such precision.</exception>
    public static void Prepare(Precision precision = Precision.Int8)
    {
        if (precision is < Precision.Float32 or > Precision.BFloat16)
            throw new ArgumentOutOfRangeException(nameof(precision), precision, "This precision is not known.");
        FirstPass.Start(precision);
    }

    /// <summary>Loads a reranker.</summary>
    /// <param name="model">A model folder in Hugging Face layout, or the name of a model that ships with Winnow or lies in the folder that <c>WINNOW_HOME</c> names.</param>
    /// <param name="options">Settings for the life of the reranker, or null for the defaults.</param>
    /// <exception cref="WinnowException">There is no such model, a file of it is malformed or not supported, or the model is no reranker.</exception>
    public static Reranker Load(string model, EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        LoadedModel loaded = LoadedModel.Load(ModelFolder.Find(model), options.Precision);
        try
        {
            if (!loaded.IsReranker)
                throw new WinnowException($"{loaded.Folder}: this model gives vectors, not relevance: it has no classification head. Load it as an embedder, or choose a reranker.");
            loaded.LimitTokens(options.MaxTokens);
            return new Reranker(new InferenceEngine(loaded, options.Threads, typeof(Reranker)), options.MaxTokens);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Loads the model that ships with Winnow.</summary>
    /// <param name="options">Settings for the life of the reranker, or null for the defaults.</param>
    /// <exception cref="WinnowException">The model's folder is missing beside the program or damaged.</exception>
    public static Reranker LoadDefault(EngineOptions? options = null) => Load(ModelFolder.Default, options);

    /// <summary>Scores each document against the query and returns them best first, on the calling thread and the engine's.</summary>
    /// <param name="query">The question or search text. Empty text is allowed.</param>
    /// <param name="documents">The candidates. An empty document is scored like any other; an empty list gives an empty result.</param>
    /// <param name="options">Settings of this call, or null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The results by falling logit, and so by falling score; equal logits keep the order of the input.</returns>
    /// <exception cref="ArgumentNullException">The query, the list or one of its documents is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WinnowException">The token limit is more than the model can read, or less than the special tokens need.</exception>
    public IReadOnlyList<RerankResult> Rerank(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        TextPair[] pairs = Pairs(query, documents);
        _engine.CheckCall(cancellationToken);
        return pairs.Length == 0 ? [] : Ranking.Order(Score(pairs, options?.MaxTokens, null, cancellationToken), documents, options);
    }

    /// <inheritdoc/>
    /// <exception cref="WinnowException">The token limit is more than the model can read, or less than the special tokens need.</exception>
    public async Task<IReadOnlyList<RerankResult>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        TextPair[] pairs = Pairs(query, documents);
        _engine.CheckCall(cancellationToken);
        if (pairs.Length == 0)
            return [];
        int limit = Limit(options?.MaxTokens);
        PairScore[] scores = await _engine.TakeAsync(engine => Score(engine, pairs, limit, null, cancellationToken), cancellationToken).ConfigureAwait(false);
        return Ranking.Order(scores, documents, options);
    }

    /// <summary>Scores pairs, each with a query of its own, in their order.</summary>
    /// <param name="pairs">The pairs. Empty texts are allowed; a lone surrogate is read as U+FFFD.</param>
    /// <param name="maxTokens">The longest pair in tokens, special tokens included, or null for <see cref="MaxTokens"/>. With an interaction head: the longest query, and the longest document.</param>
    /// <param name="progress">Told the number of pairs done so far, from any thread, while the call holds its turn: it must not call this reranker. Null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One score a pair.</returns>
    /// <exception cref="ArgumentNullException">The list or a text is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is not positive.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WinnowException">The token limit is more than the model can read, or less than the special tokens need.</exception>
    public PairScore[] Score(IReadOnlyList<TextPair> pairs, int? maxTokens = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        TextPairs.Check(pairs);
        if (maxTokens is { } asked)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(asked, nameof(maxTokens));
        int limit = Limit(maxTokens);
        return _engine.Take(engine => Score(engine, pairs, limit, progress, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType.IsInstanceOfType(this))
            return this;
        if (serviceType == typeof(Tokenizer))
            return Tokenizer;
        if (serviceType == typeof(RerankerMetadata))
            return _metadata.Value;
        return serviceType == typeof(ModelInfo) ? Model : null;
    }

    /// <summary>Waits for the call under way, then releases model and threads.</summary>
    public void Dispose() => _engine.Dispose();

    int Limit(int? maxTokens) => _engine.Model.LimitTokens(maxTokens ?? _maxTokens);

    static PairScore[] Score(InferenceEngine engine, IReadOnlyList<TextPair> pairs, int maxTokens, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Scores(engine.Model, engine.Run(engine.Tokenize(pairs, maxTokens, cancellationToken), progress, cancellationToken));

    static PairScore[] Scores(LoadedModel model, float[] logits)
    {
        var scores = new PairScore[logits.Length];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = new PairScore(logits[i], ScoreActivation.Apply(model.Activation, logits[i]));
        return scores;
    }

    static TextPair[] Pairs(string query, IReadOnlyList<string> documents)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        var pairs = new TextPair[documents.Count];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = new TextPair(query, documents[i] ?? throw new ArgumentNullException(nameof(documents), $"Document {i} is null."));
        return pairs;
    }
}
