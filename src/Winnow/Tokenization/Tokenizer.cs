using Winnow.Tokenization.PostProcessors;

namespace Winnow.Tokenization;

/// <summary>Turns text into the token ids that a model was trained on, exactly as its tokenizer.json says.</summary>
/// <remarks>
/// <para>
/// The models WordPiece, BPE (over characters and over bytes) and Unigram are supported, with the normalizers, pre-tokenizers, added tokens
/// and post-processors that published models use. What is not supported is named when the file is read and never skipped. The blocks
/// <c>truncation</c>, <c>padding</c> and <c>decoder</c> of the file are not used: limits are the caller's.
/// </para>
/// <para>Instances are immutable and safe for concurrent use. A lone surrogate in a text is read as U+FFFD.</para>
/// </remarks>
public sealed class Tokenizer
{
    readonly TokenizerPipeline _pipeline;
    readonly PostProcessor _postProcessor;
    readonly TokenTexts _texts;

    internal Tokenizer(TokenizerPipeline pipeline, PostProcessor postProcessor, TokenTexts texts, int vocabularySize)
    {
        _pipeline = pipeline;
        _postProcessor = postProcessor;
        _texts = texts;
        VocabularySize = vocabularySize;
    }

    /// <summary>Gets the highest token id plus one, added tokens included.</summary>
    public int VocabularySize { get; }

    /// <summary>Gets the number of special tokens that the template adds to a single text.</summary>
    public int SingleOverhead => _postProcessor.Single.Overhead;

    /// <summary>Gets the number of special tokens that the template adds to a pair.</summary>
    public int PairOverhead => _postProcessor.Pair.Overhead;

    /// <summary>Gets the highest token type that the templates of a single text and of a pair give.</summary>
    public int MaxTypeId => Math.Max(_postProcessor.Single.MaxTypeId, _postProcessor.Pair.MaxTypeId);

    /// <summary>Gets one line that names the model and the steps before and after it.</summary>
    public string Description => _postProcessor.Name.Length == 0 ? _pipeline.Description : $"{_pipeline.Description} > {_postProcessor.Name}";

    /// <summary>Reads a tokenizer.json.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="WinnowException">The file cannot be read, is malformed, or asks for something that is not supported.</exception>
    public static Tokenizer Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new WinnowException($"{path} cannot be read: {problem.Message} Check the path and the permissions.", problem);
        }

        return Parse(json, path);
    }

    /// <summary>Reads the bytes of a tokenizer.json.</summary>
    /// <param name="utf8Json">The file's content.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <returns>The tokenizer. It keeps no reference to the bytes.</returns>
    /// <exception cref="WinnowException">The content is malformed or asks for something that is not supported.</exception>
    public static Tokenizer Parse(ReadOnlyMemory<byte> utf8Json, string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return TokenizerReader.Read(utf8Json, source);
    }

    /// <summary>Tokenizes a text without special tokens.</summary>
    /// <param name="text">The text. A lone surrogate is read as U+FFFD.</param>
    /// <param name="maxTokens">Tokens after which the work stops, without reading the rest of a long text. The default is no limit.</param>
    /// <returns>The ids of the whole text, or their first <paramref name="maxTokens"/>.</returns>
    /// <exception cref="WinnowException">A regular expression of the tokenizer takes too long for this text.</exception>
    public int[] Tokenize(string text, int maxTokens = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        return _pipeline.Tokenize(text, maxTokens);
    }

    /// <summary>Gets a token as the vocabulary writes it, for people to read: <c>##ing</c>, <c>▁the</c> or <c>Ġthe</c>, not the piece of text that it stands for.</summary>
    /// <param name="id">The token's id.</param>
    /// <returns>The token, or null where no token has this id.</returns>
    public string? TokenText(int id) => _texts.Find(id);

    /// <summary>Puts a text's tokens into the template of a single text.</summary>
    /// <param name="tokens">The ids from <see cref="Tokenize"/>, cut by the caller where they must be.</param>
    /// <returns>The ids and types with the special tokens.</returns>
    public Encoding Assemble(ReadOnlySpan<int> tokens) => _postProcessor.Single.Fill(tokens, []);

    /// <summary>Says which tokens of <see cref="Assemble(ReadOnlySpan{int})"/> are the template's own.</summary>
    /// <param name="tokens">The number of the text's tokens.</param>
    internal bool[] SpecialTokens(int tokens) => _postProcessor.Single.Specials(tokens, 0);

    /// <summary>Puts two texts' tokens into the template of a pair.</summary>
    /// <param name="first">The ids of the first text, the query of a reranker.</param>
    /// <param name="second">The ids of the second text, the document.</param>
    /// <returns>The ids and types with the special tokens.</returns>
    public Encoding Assemble(ReadOnlySpan<int> first, ReadOnlySpan<int> second) => _postProcessor.Pair.Fill(first, second);

    /// <summary>Encodes one text, cut at its end to <paramref name="maxTokens"/> where it is given.</summary>
    /// <param name="text">The text. A lone surrogate is read as U+FFFD.</param>
    /// <param name="maxTokens">The longest result in tokens, special tokens included. The default, null, is no limit.</param>
    /// <returns>The ids and types with the special tokens.</returns>
    /// <exception cref="WinnowException">The limit is smaller than the number of special tokens.</exception>
    public Encoding Encode(string text, int? maxTokens = null)
    {
        int budget = Budget(maxTokens, SingleOverhead);
        return Assemble(Tokenize(text, budget));
    }

    /// <summary>Encodes a pair, cut to <paramref name="maxTokens"/> where it is given.</summary>
    /// <param name="first">The first text, the query of a reranker. A lone surrogate is read as U+FFFD.</param>
    /// <param name="second">The second text, the document. A lone surrogate is read as U+FFFD.</param>
    /// <param name="maxTokens">The longest result in tokens, special tokens included. The default, null, is no limit.</param>
    /// <param name="strategy">Which text is cut. The default is <see cref="TruncationStrategy.LongestFirst"/>.</param>
    /// <returns>The ids and types with the special tokens.</returns>
    /// <exception cref="WinnowException">
    /// The limit is smaller than the number of special tokens, or only the second text may be cut and the first one leaves it no room.
    /// </exception>
    public Encoding EncodePair(string first, string second, int? maxTokens = null, TruncationStrategy strategy = TruncationStrategy.LongestFirst)
    {
        int budget = Budget(maxTokens, PairOverhead);

        // One token more than fits tells that a text is too long; the exact length matters only where both are.
        int enough = budget == int.MaxValue ? budget : budget + 1;
        int[] firstTokens = Tokenize(first, enough);
        int[] secondTokens = Tokenize(second, enough);
        if (firstTokens.Length > budget && secondTokens.Length > budget && strategy == TruncationStrategy.LongestFirst)
        {
            firstTokens = Tokenize(first);
            secondTokens = Tokenize(second);
        }

        (int keptFirst, int keptSecond) = strategy switch
        {
            TruncationStrategy.LongestFirst => Truncation.LongestFirst(firstTokens.Length, secondTokens.Length, budget),
            TruncationStrategy.OnlySecond => Truncation.OnlySecond(firstTokens.Length, secondTokens.Length, budget),
            _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "The strategy must be one of the enumeration's values."),
        };
        return Assemble(firstTokens.AsSpan(0, keptFirst), secondTokens.AsSpan(0, keptSecond));
    }

    static int Budget(int? maxTokens, int overhead)
    {
        if (maxTokens is not { } limit)
            return int.MaxValue;
        ArgumentOutOfRangeException.ThrowIfNegative(limit, nameof(maxTokens));
        if (limit < overhead)
        {
            throw new WinnowException(
                $"The limit of {limit} tokens is smaller than the {overhead} special tokens that the tokenizer adds. Raise the limit to more than {overhead}.");
        }

        return limit - overhead;
    }
}
