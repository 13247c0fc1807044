using Winnow.Models;
using Winnow.Scoring;
using Winnow.Tokenization;

namespace Winnow;

/// <summary>A bi-encoder in this process: it turns texts into vectors whose dot products say how near the texts are.</summary>
/// <remarks>
/// Pooling, normalisation and prompts are those of the folder's sentence-transformers files; without such files the mean over all tokens, scaled to length 1.
/// Safe for concurrent use; calls take turns, each with all threads. A text's vector has the same bits in every batch and on every number of threads.
/// </remarks>
public sealed class Embedder : IDisposable
{
    readonly InferenceEngine _engine;
    readonly int? _maxTokens;

    Embedder(InferenceEngine engine, int? maxTokens)
    {
        _engine = engine;
        _maxTokens = maxTokens;
    }

    /// <summary>Gets facts about the model.</summary>
    public ModelInfo Model => _engine.Model.Info;

    /// <summary>Gets the model's tokenizer.</summary>
    public Tokenizer Tokenizer => _engine.Model.Tokenizer;

    /// <summary>Gets the length of a vector.</summary>
    public int Dimensions => _engine.Model.Head.OutputSize;

    /// <summary>Gets the longest text in tokens, special tokens included, of a call that states no limit of its own.</summary>
    public int MaxTokens => _engine.Model.LimitTokens(_maxTokens);

    /// <summary>Gets the folder's prompts, texts that are put before others, by their names.</summary>
    public IReadOnlyDictionary<string, string> Prompts => _engine.Model.Prompts;

    /// <summary>Loads an embedder.</summary>
    /// <param name="model">A model folder in Hugging Face layout, or the name of a model that lies in the folder that <c>WINNOW_HOME</c> names.</param>
    /// <param name="options">Settings for the life of the embedder, or null for the defaults.</param>
    /// <exception cref="WinnowException">There is no such model, a file of it is malformed or not supported, or the model is a reranker.</exception>
    public static Embedder Load(string model, EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        LoadedModel loaded = LoadedModel.Load(ModelFolder.Find(model), options.Precision);
        try
        {
            if (loaded.IsReranker)
                throw new WinnowException($"{loaded.Folder}: this model gives relevance, not vectors. Load it as a reranker, or choose an embedder.");
            loaded.LimitTokens(options.MaxTokens);
            return new Embedder(new InferenceEngine(loaded, options.Threads, typeof(Embedder)), options.MaxTokens);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Embeds texts in their order.</summary>
    /// <param name="texts">The texts. Empty ones are allowed; a lone surrogate is read as U+FFFD.</param>
    /// <param name="options">Settings of this call, or null for the defaults.</param>
    /// <param name="progress">Told the number of texts done so far, from any thread, while the call holds its turn: it must not call this embedder. Null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A vector of <see cref="Dimensions"/> numbers for each text.</returns>
    /// <exception cref="ArgumentNullException">The list or a text is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WinnowException">The prompt is not known, or the token limit is more than the model can read or less than the special tokens need.</exception>
    public float[][] Embed(IReadOnlyList<string> texts, EmbedOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i] is null)
                throw new ArgumentNullException(nameof(texts), $"Text {i} is null.");
        }

        string prompt = Prompt(options);
        int limit = _engine.Model.LimitTokens(options?.MaxTokens ?? _maxTokens);
        return _engine.Take(engine => Rows(engine.Run(engine.Tokenize(texts, prompt, limit, cancellationToken), progress, cancellationToken)), cancellationToken);
    }

    /// <summary>Embeds pairs in their order, each encoded by the tokenizer's template for pairs.</summary>
    /// <param name="pairs">The pairs. Empty texts are allowed; a lone surrogate is read as U+FFFD.</param>
    /// <param name="options">Settings of this call, or null for the defaults. A prompt is put before the query.</param>
    /// <param name="progress">Told the number of pairs done so far, from any thread, while the call holds its turn: it must not call this embedder. Null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A vector of <see cref="Dimensions"/> numbers for each pair.</returns>
    /// <exception cref="ArgumentNullException">The list or a text is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WinnowException">The prompt is not known, or the token limit is more than the model can read or less than the special tokens need.</exception>
    public float[][] EmbedPairs(
        IReadOnlyList<TextPair> pairs, EmbedOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        TextPairs.Check(pairs);
        string prompt = Prompt(options);
        if (prompt.Length > 0)
            pairs = [.. pairs.Select(pair => pair with { Query = prompt + pair.Query })];
        int limit = _engine.Model.LimitTokens(options?.MaxTokens ?? _maxTokens);
        return _engine.Take(engine => Rows(engine.Run(engine.Tokenize(pairs, limit, cancellationToken), progress, cancellationToken)), cancellationToken);
    }

    /// <summary>Waits for the call under way, then releases model and threads.</summary>
    public void Dispose() => _engine.Dispose();

    string Prompt(EmbedOptions? options)
    {
        string? name = options?.PromptName ?? _engine.Model.DefaultPrompt;
        if (string.IsNullOrEmpty(name))
            return "";
        return Prompts.TryGetValue(name, out string? prompt)
            ? prompt
            : throw new WinnowException(
                $"{Model.Folder}: there is no prompt \"{name}\". {(Prompts.Count == 0 ? "The folder has no prompts." : $"The folder has: {string.Join(", ", Prompts.Keys)}.")}");
    }

    float[][] Rows(float[] results)
    {
        var rows = new float[results.Length / Dimensions][];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = results[(i * Dimensions)..((i + 1) * Dimensions)];
        return rows;
    }
}
