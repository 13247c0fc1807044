using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Models;

/// <summary>Turns one piece of text into ids. Models are safe for concurrent use.</summary>
abstract class TokenizerModel
{
    /// <summary>Gets the model's name as tokenizer.json writes it.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the tokens and their ids.</summary>
    public abstract Vocabulary Vocabulary { get; }

    /// <summary>Adds the ids of a piece, which is not empty. It may stop early, at an id that is final, once there are enough.</summary>
    public abstract void Tokenize(ReadOnlySpan<char> piece, TokenBuffer output);
}
