using Winnow.Models;
using Winnow.Models.Configuration;
using Winnow.Models.Interaction;
using Winnow.Scoring;
using Winnow.Tokenization;

namespace Winnow;

/// <summary>Encodes queries with documents as a reranker reads them, without its weights.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class PairTokenizer
{
    readonly PairLayout _layout;

    PairTokenizer(Tokenizer tokenizer, PairLayout layout)
    {
        Tokenizer = tokenizer;
        _layout = layout;
    }

    /// <summary>Gets the model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Reads the tokenizer of a model and, where there is one, its config.json.</summary>
    /// <param name="model">A folder or a name, or null for the model that ships with Winnow.</param>
    /// <exception cref="WinnowException">There is no such folder, or a file of it is missing or malformed.</exception>
    public static PairTokenizer Load(string? model)
    {
        string path = ModelInfo.FindTokenizer(model);
        var tokenizer = Tokenizer.Load(path);
        JsonSettings? config = JsonSettings.TryRead(Path.Combine(Path.GetDirectoryName(path)!, "config.json"));
        return new PairTokenizer(tokenizer, PairLayout.Of(tokenizer, config is null ? null : InteractionSettings.Read(config)));
    }

    /// <summary>Encodes a pair.</summary>
    /// <param name="query">The query. A lone surrogate is read as U+FFFD.</param>
    /// <param name="document">The document. A lone surrogate is read as U+FFFD.</param>
    /// <param name="maxTokens">
    /// The longest pair in tokens, special tokens included, cut at the end of the longer text first; with an interaction head the longest query, and the longest document. The default, null,
    /// is no limit.
    /// </param>
    /// <returns>The ids and types with the special tokens and, with an interaction head, the prompts.</returns>
    /// <exception cref="WinnowException">The limit is smaller than the number of special tokens.</exception>
    public Encoding Encode(string query, string document, int? maxTokens = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(document);
        int limit = maxTokens ?? int.MaxValue;
        ArgumentOutOfRangeException.ThrowIfNegative(limit, nameof(maxTokens));
        _layout.CheckLimit(limit);
        return _layout.Encode(_layout.TokenizeQuery(query, limit), document, limit);
    }
}
