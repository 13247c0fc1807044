using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;
using Winnow.Models.Heads;
using Winnow.Models.Interaction;
using Winnow.Tokenization;

namespace Winnow.Models;

/// <summary>A model folder in memory: tokenizer, encoder and head, with the limits and the activation that its files state.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class LoadedModel : IDisposable
{
    readonly ModelParts _parts;
    readonly Lazy<ModelInfo> _info;

    LoadedModel(ModelParts parts, Tokenizer tokenizer, Encoder encoder, Head head)
    {
        _parts = parts;
        Folder = parts.Folder;
        // Few callers ask, and describing is one more thing to compile before the first score.
        _info = new Lazy<ModelInfo>(() => ModelInspection.Describe(parts, tokenizer.Description));
        Tokenizer = tokenizer;
        Encoder = encoder;
        Head = head;
        IsReranker = parts.IsReranker;
        Activation = parts.IsReranker ? parts.ScoreActivation : Activation.Identity;
        Interaction = parts.Interaction;
        LexicalMatch = parts.LoadLexicalMatch(tokenizer);
        LateInteraction = parts.LoadLateInteraction(tokenizer);
        MaxTokens = parts.MaxTokens;
        TokenLimit = parts.TokenLimit;
        Prompts = parts.Prompts;
        DefaultPrompt = parts.DefaultPrompt;
    }

    /// <summary>Gets the full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Gets the facts that users may ask for.</summary>
    public ModelInfo Info => _info.Value;

    /// <summary>Gets the arithmetic of the matrix products.</summary>
    public Precision Precision => _parts.Source.Precision;

    /// <summary>Gets the tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Gets the layers.</summary>
    public Encoder Encoder { get; }

    /// <summary>Gets what follows the layers.</summary>
    public Head Head { get; }

    /// <summary>Gets whether the head gives a relevance, not a vector.</summary>
    public bool IsReranker { get; }

    /// <summary>Gets what turns a logit into a score.</summary>
    public Activation Activation { get; }

    /// <summary>Gets the settings of the interaction head, or null where the model has none.</summary>
    public InteractionSettings? Interaction { get; }

    /// <summary>Gets what the interaction head adds for exact matches, or null where it has no such term.</summary>
    public LexicalMatch? LexicalMatch { get; }

    /// <summary>Gets what the interaction head takes for tokens of the query that the document has nothing like, or null where it has no such term.</summary>
    public LateInteraction? LateInteraction { get; }

    /// <summary>Gets the longest input in tokens that the folder states; with an interaction head the longest query, and the longest document.</summary>
    public int MaxTokens { get; }

    /// <summary>Gets the longest input that the model can read at all, or null where there is no limit.</summary>
    public int? TokenLimit { get; }

    /// <summary>Gets the prompts of an embedder by their names.</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; }

    /// <summary>Gets the name of the prompt that is used where none is named, or null for none.</summary>
    public string? DefaultPrompt { get; }

    /// <summary>Loads a folder.</summary>
    /// <param name="folder">The folder's full path.</param>
    /// <param name="precision">The arithmetic of the matrix products.</param>
    /// <exception cref="WinnowException">A file is missing, malformed or not supported.</exception>
    public static LoadedModel Load(string folder, Precision precision)
    {
        FirstPass.Start(precision);
        // Vocabulary and weights need nothing of each other and take about as long.
        Task<Tokenizer> vocabulary = Task.Run(() => ModelParts.ReadTokenizer(folder));
        ModelParts parts = Open(folder, precision, vocabulary);
        try
        {
            (Tokenizer tokenizer, Encoder encoder) = LoadBeside(vocabulary, parts);
            CheckTypes(parts, tokenizer, encoder);
            return new LoadedModel(parts, tokenizer, encoder, parts.LoadHead());
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    /// <summary>Settles the token limit of a call.</summary>
    /// <param name="asked">What the caller asks for, or null for the folder's own limit.</param>
    /// <exception cref="WinnowException">It is more than the model can read.</exception>
    public int LimitTokens(int? asked)
    {
        if (asked > TokenLimit)
        {
            throw new WinnowException(
                $"{Folder}: {asked} tokens are more than this model can read: it has {TokenLimit} positions. Ask for {TokenLimit} or less.");
        }

        return asked ?? MaxTokens;
    }

    // A folder that cannot be opened is told before a vocabulary that cannot be read.
    static ModelParts Open(string folder, Precision precision, Task<Tokenizer> vocabulary)
    {
        try
        {
            return ModelParts.Open(folder, MatMulKernels.Best, precision);
        }
        catch
        {
            // A call that has failed reads no files any more. The wait does not throw; what the task threw counts as seen.
            Task.WaitAny(vocabulary);
            _ = vocabulary.Exception;
            throw;
        }
    }

    // Where vocabulary and weights cannot be used, the tokenizer's message comes first, always: what is thrown at the end goes before what was thrown earlier.
    static (Tokenizer Tokenizer, Encoder Encoder) LoadBeside(Task<Tokenizer> vocabulary, ModelParts parts)
    {
        Tokenizer tokenizer;
        Encoder encoder;
        try
        {
            encoder = parts.Family.LoadEncoder(parts.Source);
        }
        finally
        {
            tokenizer = vocabulary.GetAwaiter().GetResult();
            parts.CheckTokenizer(tokenizer);
        }

        return (tokenizer, encoder);
    }

    static void CheckTypes(ModelParts parts, Tokenizer tokenizer, Encoder encoder)
    {
        if (encoder.Embedding.TypeCount is { } types && tokenizer.MaxTypeId >= types)
        {
            throw new WinnowException(
                $"{parts.Folder}: tokenizer.json gives token type {tokenizer.MaxTypeId}, but the model has {types} token type{(types == 1 ? "" : "s")} only. The two are not of the same model.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _parts.Dispose();

    /// <summary>Makes the model independent of its weight files. To be called before the first pass.</summary>
    public void LeaveFolder() => _parts.Source.Weights.DetachRows();
}
