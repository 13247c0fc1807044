using Winnow.Kernels;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;
using Winnow.Models.Configuration;
using Winnow.Models.Families;
using Winnow.Models.Heads;
using Winnow.Models.Interaction;
using Winnow.Models.SentenceTransformers;
using Winnow.Tokenization;
using Winnow.Weights;

namespace Winnow.Models;

/// <summary>An opened model folder: what its files say before any weight is loaded, and the owner of all memory that loading takes.</summary>
sealed class ModelParts : IDisposable
{
    const int DefaultMaxTokens = 512;

    // Larger limits are a tokenizer's way to say "none".
    const int LargestLimit = 1 << 24;

    readonly ModuleList? _modules;
    readonly JsonSettings? _sentenceTransformers;

    ModelParts(string folder, ModuleList? modules, ModelSource source)
    {
        Folder = folder;
        _modules = modules;
        _sentenceTransformers = JsonSettings.TryRead(Path.Combine(folder, "config_sentence_transformers.json"));
        Source = source;
        RefuseOtherQuantization(source.Config);
        Family = ModelFamily.Find(source);
        HasClassifier = Family.HasClassifier(source);
        Interaction = InteractionSettings.Find(source);
        source.FirstTokensOnly = HasClassifier ? Family.ClassifiesFirstToken(source) : Interaction is null && modules is { PoolsFirstToken: true };
        Lexical = LexicalSettings.Find(source);
        HasLateInteraction = LateInteraction.IsIn(source);
        if (Interaction is null)
            return;
        if (Family is not JinaBert)
            throw source.Config.Unsupported(InteractionSettings.Field, $"an interaction head is supported on JinaBERT's layers, and these are {Family.Name}'s.");
        if (modules is { HasHead: true })
        {
            throw source.Config.Unsupported(
                InteractionSettings.Field,
                $"modules.json of {folder} names another head beside the interaction head, and a reranker has one. Remove that file, or the field with the tensors interaction.*.");
        }
    }

    /// <summary>Gets the full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Gets the encoder's configuration and tensors.</summary>
    public ModelSource Source { get; }

    /// <summary>Gets the architecture.</summary>
    public ModelFamily Family { get; }

    /// <summary>Gets whether the weights have a classification head.</summary>
    public bool HasClassifier { get; }

    /// <summary>Gets what the folder says of its interaction head, or null where it has none.</summary>
    public InteractionSettings? Interaction { get; }

    /// <summary>Gets what the folder says of the exact-match term of its interaction head, or null where that has none.</summary>
    public LexicalSettings? Lexical { get; }

    /// <summary>Gets whether the interaction head looks at each token of the query by itself, too.</summary>
    public bool HasLateInteraction { get; }

    /// <summary>Gets whether the model gives a relevance: it has a classification or an interaction head, or its modules are those of a cross-encoder.</summary>
    public bool IsReranker => HasClassifier || Interaction is not null || _modules is { EndsInOneNumber: true }
        || (_modules is { HasHead: true } && _sentenceTransformers?.Text("model_type", "") == "CrossEncoder");

    /// <summary>Gets what turns a logit into a score.</summary>
    public Activation ScoreActivation => Models.ScoreActivation.Find(Source.Config, _sentenceTransformers);

    /// <summary>Gets the longest input that the model can read at all, or null where there is no limit.</summary>
    public int? TokenLimit => Family.TokenLimit(Source);

    /// <summary>Gets the longest input that the folder states: max_seq_length of sentence-transformers, or else the tokenizer's limit; never more than the model's positions.</summary>
    public int MaxTokens
    {
        get
        {
            string folder = Source.Weights.Folder;
            int? stated = JsonSettings.TryRead(Path.Combine(folder, "sentence_bert_config.json"))?.IntOrUnlimited("max_seq_length", LargestLimit)
                ?? JsonSettings.TryRead(Path.Combine(folder, "tokenizer_config.json"))?.IntOrUnlimited("model_max_length", LargestLimit);
            int? positions = TokenLimit ?? Source.Config.IntOrUnlimited("max_position_embeddings", LargestLimit);
            return stated is { } limit && positions is { } most ? Math.Min(limit, most) : stated ?? positions ?? DefaultMaxTokens;
        }
    }

    /// <summary>Gets the prompts by their names.</summary>
    public IReadOnlyDictionary<string, string> Prompts
    {
        get
        {
            Dictionary<string, string> prompts = new(StringComparer.Ordinal);
            if (_sentenceTransformers?.Section("prompts") is { } section)
            {
                foreach (string name in section.Names)
                    prompts[name] = section.Text(name, "");
            }

            return prompts;
        }
    }

    /// <summary>Gets the name of the default prompt, or null for none.</summary>
    public string? DefaultPrompt => _sentenceTransformers is not null && _sentenceTransformers.Has("default_prompt_name") ? _sentenceTransformers.Text("default_prompt_name") : null;

    /// <summary>Opens a folder: reads its configuration and the headers of its weights.</summary>
    /// <exception cref="WinnowException">A file is missing or malformed, or the architecture is not supported.</exception>
    public static ModelParts Open(string folder, MatMulKernel kernel, Precision precision = Precision.Float32)
    {
        ModuleList? modules = ModuleList.TryRead(folder);
        string encoder = modules?.EncoderFolder ?? folder;
        ModelWeights weights = ModelWeights.Open(encoder);
        try
        {
            return new ModelParts(folder, modules, new ModelSource(JsonSettings.Read(Path.Combine(encoder, "config.json")), weights, kernel, new WeightMemory(), precision));
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Reads a folder's tokenizer, which needs nothing of the weights. <see cref="CheckTokenizer"/> says whether it fits them.</summary>
    /// <param name="folder">The model folder's full path.</param>
    /// <exception cref="WinnowException">The file is missing or malformed.</exception>
    public static Tokenizer ReadTokenizer(string folder)
    {
        string path = TokenizerPath(ModuleList.TryRead(folder)?.EncoderFolder ?? folder);
        if (!File.Exists(path))
        {
            throw new WinnowException(
                $"{path}: there is no such file, and other tokenizer files (vocab.txt, sentencepiece models) are not read. Save the tokenizer with a current version of transformers to get it.");
        }

        return Tokenizer.Load(path);
    }

    /// <summary>Checks that a tokenizer fits the weights and the settings.</summary>
    /// <exception cref="WinnowException">It has tokens that the model has no vector for, or the folder asks for what it does not do.</exception>
    public void CheckTokenizer(Tokenizer tokenizer)
    {
        if (tokenizer.VocabularySize > Source.VocabularySize)
        {
            throw new WinnowException(
                $"{TokenizerPath(Source.Weights.Folder)}: it gives token ids up to {tokenizer.VocabularySize - 1}, but the model has vectors for {Source.VocabularySize} tokens only. The two are not of the same model.");
        }

        if (JsonSettings.TryRead(Path.Combine(Source.Weights.Folder, "sentence_bert_config.json")) is { } settings && settings.Flag("do_lower_case", false)
            && !tokenizer.Tokenize("ABC É").AsSpan().SequenceEqual(tokenizer.Tokenize("abc é")))
        {
            throw settings.Unsupported("do_lower_case", "lower-casing before a tokenizer that keeps case is not supported. Put a Lowercase normalizer into tokenizer.json instead.");
        }
    }

    /// <summary>Loads what follows the encoder.</summary>
    /// <exception cref="WinnowException">A part is missing, malformed or not supported.</exception>
    public Head LoadHead()
    {
        if (HasClassifier)
            return Family.LoadClassifier(Source);
        if (Interaction is not null)
            return InteractionParts.LoadHead(Source);
        Head head;
        if (_modules is { HasHead: true })
        {
            head = _modules.LoadHead(Source);
        }
        else
        {
            // Without modules the model's authors meant what sentence-transformers then does: the mean; vectors of length 1 are what users compare.
            head = new Head(Pooling.Mean, Source.HiddenSize, [new NormalizeHeadLayer(Source.HiddenSize)]);
        }

        if (IsReranker && head.OutputSize != 1)
            throw new WinnowException($"{Folder}: the modules of this cross-encoder end in {head.OutputSize} numbers a pair; a reranker has one.");
        return head;
    }

    /// <summary>Loads the exact-match term of the interaction head.</summary>
    /// <returns>The term, or null where the folder has none.</returns>
    /// <exception cref="WinnowException">A tensor is malformed, or the tokenizer does not fit.</exception>
    public LexicalMatch? LoadLexicalMatch(Tokenizer tokenizer) => Lexical is null ? null : LexicalMatch.Load(Source, Lexical, Interaction!, tokenizer);

    /// <summary>Loads the late interaction of the interaction head.</summary>
    /// <returns>The term, or null where the folder has none.</returns>
    /// <exception cref="WinnowException">A tensor is malformed, or the tokenizer does not fit.</exception>
    public LateInteraction? LoadLateInteraction(Tokenizer tokenizer) => HasLateInteraction ? LateInteraction.Load(Source, Interaction!, tokenizer) : null;

    /// <summary>Releases the mapped files and the memory of all weights that were loaded.</summary>
    public void Dispose()
    {
        Source.Weights.Dispose();
        Source.Memory.Dispose();
    }

    static string TokenizerPath(string encoderFolder) => Path.Combine(encoderFolder, "tokenizer.json");

    static void RefuseOtherQuantization(JsonSettings config)
    {
        if (config.Section("quantization_config") is not { } quantization)
            return;
        string method = quantization.Text("quant_method", "");
        if (method != "compressed-tensors")
            throw quantization.Unsupported("quant_method", $"\"{method}\" is not supported. Supported: compressed-tensors with int-quantized weights, or unquantized weights.");
        string format = quantization.Text("format", "int-quantized");
        if (format != "int-quantized")
            throw quantization.Unsupported("format", $"\"{format}\" is not supported. Supported: int-quantized.");
    }
}
