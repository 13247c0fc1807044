using Winnow.Models.Interaction;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>How a query and a document become one sequence of tokens.</summary>
/// <remarks>Safe for concurrent use.</remarks>
abstract class PairLayout
{
    /// <summary>Gets the layout of a model.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="interaction">The settings of its interaction head, or null where it has none.</param>
    public static PairLayout Of(Tokenizer tokenizer, InteractionSettings? interaction) =>
        interaction is null ? new JoinedPairs(tokenizer) : new SegmentedPairs(tokenizer, interaction);

    /// <summary>Checks that a limit has room for the special tokens.</summary>
    /// <exception cref="WinnowException">It has none.</exception>
    public abstract void CheckLimit(int maxTokens);

    /// <summary>Tokenizes a query, once for all of its documents.</summary>
    public abstract int[] TokenizeQuery(string query, int maxTokens);

    /// <summary>Encodes a pair.</summary>
    /// <param name="query">What <see cref="TokenizeQuery"/> gave for the same limit.</param>
    /// <param name="document">The document.</param>
    /// <param name="maxTokens">The limit.</param>
    /// <param name="maxDocumentTokens">The most tokens of the document that are read, whatever room there is.</param>
    public abstract Encoding Encode(int[] query, string document, int maxTokens, int maxDocumentTokens = int.MaxValue);

    /// <summary>Gets how many tokens of a document are read beside a query; a query that is longer than half of the limit counts as half.</summary>
    /// <param name="query">What <see cref="TokenizeQuery"/> gave for the same limit.</param>
    /// <param name="maxTokens">The limit.</param>
    public abstract int RoomForDocument(int[] query, int maxTokens);
}
