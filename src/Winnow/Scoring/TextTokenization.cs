using Winnow.Threading;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>Tokenizes single texts in parallel.</summary>
sealed class TextTokenization(Tokenizer tokenizer, IReadOnlyList<string> texts, string prompt, int maxTokens, CancellationToken cancellationToken) : IWork
{
    const int TextsPerItem = 4;

    /// <summary>Gets the number of items.</summary>
    public int Items => (texts.Count + TextsPerItem - 1) / TextsPerItem;

    /// <summary>Gets the encoded texts, special tokens included.</summary>
    public Encoding[] Encodings { get; } = new Encoding[texts.Count];

    /// <inheritdoc/>
    public void Run(int item, int worker)
    {
        for (int i = item * TextsPerItem; i < Math.Min((item + 1) * TextsPerItem, texts.Count); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Encodings[i] = tokenizer.Encode(prompt.Length == 0 ? texts[i] : prompt + texts[i], maxTokens);
        }
    }
}
