using Winnow.Chunking;

namespace Winnow.Evaluation.Rag;

/// <summary>How the documents were cut.</summary>
/// <param name="Chunker">What cuts.</param>
/// <param name="Tokenizer">The name of the model whose tokenizer counts, for reports.</param>
public sealed record RagChunking(TextChunker Chunker, string Tokenizer)
{
    /// <summary>Gets the rule in one line.</summary>
    public string Protocol =>
        $"at most {Chunker.Options.MaxTokens} tokens of {Tokenizer}'s tokenizer, overlap at most {Chunker.Options.Overlap}, cut at the end of a paragraph, else of a sentence, else of a word";
}
