using Winnow.Tokenization;

namespace Winnow.Cli.Engine;

/// <summary>A <see cref="PairTokenizer"/> as the commands see it.</summary>
sealed class FolderTokenizer(PairTokenizer tokenizer, Func<int> maxTokens) : IPairTokenizer
{
    public int MaxTokens => maxTokens();

    public Encoding Encode(string text, int? maxTokens) => tokenizer.Tokenizer.Encode(text, maxTokens);

    public Encoding EncodePair(string query, string document, int? maxTokens) => tokenizer.Encode(query, document, maxTokens);
}
