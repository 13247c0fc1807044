using Winnow.Tokenization;

namespace Winnow.Chunking;

/// <summary>Cuts long texts into chunks that a model can read whole.</summary>
/// <remarks>
/// <para>
/// Each chunk takes as many words as fit. In the second half of what fits, the last end of a paragraph (an empty line) is preferred as the place to cut, then the last
/// end of a sentence, then that of a word; a word is cut only where it is longer than a chunk, and a surrogate pair never. The last chunk takes all that is left.
/// </para>
/// <para>
/// Chunks come in the order of the text and together hold all of it but white space. The time grows with the length of the text. Instances are immutable and safe for
/// concurrent use.
/// </para>
/// </remarks>
public sealed class TextChunker
{
    readonly Tokenizer _tokenizer;

    /// <summary>Prepares to cut.</summary>
    /// <param name="tokenizer">Counts tokens: the tokenizer of the model that reads the chunks.</param>
    /// <param name="options">The length of chunks, or null for the defaults.</param>
    /// <exception cref="WinnowException">The overlap is more than half of a chunk.</exception>
    public TextChunker(Tokenizer tokenizer, ChunkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _tokenizer = tokenizer;
        Options = options ?? new ChunkOptions();
        Options.Validate();
    }

    /// <summary>Gets the settings.</summary>
    public ChunkOptions Options { get; }

    /// <summary>Cuts a text.</summary>
    /// <param name="text">The text. A lone surrogate is counted as U+FFFD.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The chunks; none of a text that is blank.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">One character alone has more tokens than a chunk may have, or a regular expression of the tokenizer takes too long.</exception>
    public IReadOnlyList<TextChunk> Split(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var counter = new TokenCounter(_tokenizer, text, Options.MaxTokens);
        List<Word> words = WordList.Read(text, counter, cancellationToken);
        List<TextChunk> chunks = [];
        for (int first = 0, taken = 0; taken < words.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int end = FindEnd(words, first, taken, counter);
            // What is repeated left no room for a new word.
            if (end <= taken)
                end = FindEnd(words, first = taken, taken, counter);
            (int from, int to) = (words[first].Start, words[end - 1].End);
            chunks.Add(new TextChunk(from, text[from..to], counter.Count(from, to)));
            (first, taken) = (Repeat(words, first, end, counter), end);
        }

        return chunks;
    }

    // The counts of words only add up nearly, so every chunk is counted as a whole before it is taken.
    int FindEnd(List<Word> words, int first, int taken, TokenCounter counter)
    {
        int end = first, half = first, tokens = 0;
        while (end < words.Count && (tokens += words[end].Tokens) <= Options.MaxTokens)
        {
            end++;
            if (tokens < Options.MaxTokens / 2)
                half = end;
        }

        end = Math.Max(end, first + 1);
        if (end < words.Count)
        {
            foreach (Border border in (ReadOnlySpan<Border>)[Border.Paragraph, Border.Sentence, Border.Word])
            {
                int at = LastBorder(words, Math.Max(half, taken), end, border);
                if (at > 0 && Fits(at))
                    return at;
            }
        }

        if (Fits(end))
            return end;
        int fits = first + 1;
        while (end - fits > 1)
        {
            int middle = fits + ((end - fits) / 2);
            if (Fits(middle))
                fits = middle;
            else
                end = middle;
        }

        return fits;

        bool Fits(int to) => counter.Fits(words[first].Start, words[to - 1].End);
    }

    // The number of words up to the last border of this kind or a better one behind the given word, or 0.
    static int LastBorder(List<Word> words, int after, int end, Border border)
    {
        while (end > after && words[end - 1].After < border)
            end--;
        return end > after ? end : 0;
    }

    // The first word of the next chunk. Half of a word is not worth repeating.
    int Repeat(List<Word> words, int first, int end, TokenCounter counter)
    {
        int start = end, tokens = 0;
        while (start - 1 > first && (tokens += words[start - 1].Tokens) <= Options.Overlap)
            start--;
        while (start < end && (start > 0 && words[start - 1].After == Border.InsideWord || counter.Count(words[start].Start, words[end - 1].End) > Options.Overlap))
            start++;
        return start;
    }
}
