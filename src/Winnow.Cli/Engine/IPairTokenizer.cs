using Winnow.Tokenization;

namespace Winnow.Cli.Engine;

/// <summary>A loaded tokenizer and the limit of the model that it belongs to.</summary>
interface IPairTokenizer
{
    /// <summary>Gets the longest input in tokens that the model folder states; asking for it may read more files.</summary>
    int MaxTokens { get; }

    /// <summary>Encodes one text, cut to <paramref name="maxTokens"/> where it is given.</summary>
    Encoding Encode(string text, int? maxTokens);

    /// <summary>Encodes a pair as the model reads it, cut to <paramref name="maxTokens"/> where it is given: the longer text first or, before an interaction head, each text by itself.</summary>
    Encoding EncodePair(string query, string document, int? maxTokens);
}
