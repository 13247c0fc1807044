using Winnow.Tokenization;

namespace Winnow.Cli.Engine;

/// <summary>A <see cref="Tokenizer"/> as the commands see it.</summary>
sealed class FolderTokenizer(Tokenizer tokenizer, Func<int> maxTokens) : IPairTokenizer
{
    public int MaxTokens => maxTokens();

    public Encoding Encode(string text, int? maxTokens) => tokenizer.Encode(text, maxTokens);

    public Encoding EncodePair(string query, string document, int? maxTokens) => tokenizer.EncodePair(query, document, maxTokens);
}
