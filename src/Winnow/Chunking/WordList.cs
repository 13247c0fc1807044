namespace Winnow.Chunking;

/// <summary>Finds the words of a text and what ends after each.</summary>
/// <remarks>
/// Words are what stands between white space; in Chinese and Japanese, which have none, what stands between sentence ends. A word that is longer than a chunk is
/// taken as several pieces.
/// </remarks>
static class WordList
{
    const string Ends = ".!?\u2026", WideEnds = "\u3002\uFF01\uFF1F\uFF61", Closers = "\"')]}\u00BB\u2019\u201D\u300D\u300F\uFF09\u3011";

    /// <summary>Finds all words.</summary>
    /// <exception cref="WinnowException">One character alone has more tokens than a chunk may have.</exception>
    public static List<Word> Read(string text, TokenCounter counter, CancellationToken cancellationToken)
    {
        List<Word> words = [];
        int taken = 0;
        for (int start = SkipBlank(text, 0); start < text.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int end = EndOfWord(text, start);
            int next = SkipBlank(text, end);
            Border after = IsParagraph(text.AsSpan(end, next - end)) ? Border.Paragraph : IsSentence(text.AsSpan(start, end - start)) ? Border.Sentence : Border.Word;
            // Counted together with the white space before it: byte-level vocabularies have tokens that begin with a blank.
            if (counter.Fits(start, end))
                words.Add(new Word(start, end, counter.Count(taken, end), after));
            else
                AddPieces(words, text, start, end, after, counter, cancellationToken);
            (start, taken) = (next, end);
        }

        return words;
    }

    static void AddPieces(List<Word> words, string text, int start, int end, Border after, TokenCounter counter, CancellationToken cancellationToken)
    {
        // The length of one piece is a good guess for the next one's.
        int guess = 64;
        while (start < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int cut = LongestPiece(text, start, end, guess, counter);
            words.Add(new Word(start, cut, counter.Count(start, cut), cut == end ? after : Border.InsideWord));
            guess = cut - start;
            start = cut;
        }
    }

    static int LongestPiece(string text, int start, int end, int guess, TokenCounter counter)
    {
        long length = guess;
        while (length < end - start && counter.Fits(start, Cut(text, start, start + (int)length)))
            length *= 2;
        int most = (int)Math.Min(length, end - start);
        if (most == end - start && counter.Fits(start, end))
            return end;

        int fits = 0;
        while (most - fits > 1)
        {
            int middle = fits + ((most - fits) / 2);
            if (counter.Fits(start, Cut(text, start, start + middle)))
                fits = middle;
            else
                most = middle;
        }

        int cut = Cut(text, start, start + Math.Max(fits, 1));
        return counter.Fits(start, cut)
            ? cut
            : throw new WinnowException(
                $"The character \"{text[start..cut]}\" at position {start} of the text has {counter.Count(start, cut)} tokens or more, which is more than a chunk may have. Allow longer chunks.");
    }

    // The nearest place at or before the one asked for that cuts no surrogate pair, or the end of the first character.
    static int Cut(string text, int start, int end)
    {
        bool insidePair = end < text.Length && char.IsLowSurrogate(text[end]) && char.IsHighSurrogate(text[end - 1]);
        return !insidePair ? end : end - 1 > start ? end - 1 : end + 1;
    }

    static int SkipBlank(string text, int start)
    {
        while (start < text.Length && char.IsWhiteSpace(text[start]))
            start++;
        return start;
    }

    static int EndOfWord(string text, int start)
    {
        int end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            if (!WideEnds.Contains(text[end++], StringComparison.Ordinal))
                continue;
            while (end < text.Length && (WideEnds + Closers).Contains(text[end], StringComparison.Ordinal))
                end++;
            break;
        }

        return end;
    }

    static bool IsSentence(ReadOnlySpan<char> word)
    {
        ReadOnlySpan<char> kernel = word.TrimEnd(Closers);
        return kernel.Length > 0 && (Ends.Contains(kernel[^1], StringComparison.Ordinal) || WideEnds.Contains(kernel[^1], StringComparison.Ordinal));
    }

    static bool IsParagraph(ReadOnlySpan<char> blank) => blank.Count('\n') > 1 || blank.Count('\r') > 1 && !blank.Contains('\n') || blank.Contains('\u2029');
}
