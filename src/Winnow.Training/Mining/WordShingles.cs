using System.Collections.Concurrent;

namespace Winnow.Training.Mining;

/// <summary>Tells documents that say the same thing in nearly the same words, by the share of word triples that they have in common.</summary>
/// <remarks>
/// Words are runs of letters and digits in lower case. J(a, b) = |A ∩ B| / |A ∪ B| over the sets of three words in a row (Broder, On the resemblance and containment of documents, 1997). A text of fewer
/// than three words is one shingle, so texts that differ only in case, white space or punctuation have J = 1. Safe for concurrent use; a document's set is made when it is first compared.
/// </remarks>
/// <param name="documents">The documents.</param>
sealed class WordShingles(IReadOnlyList<string> documents)
{
    const int Words = 3;

    readonly ConcurrentDictionary<int, uint[]> _sets = new();

    /// <summary>Gets how near two documents are, or 0 where their sizes alone keep it below a bound.</summary>
    /// <param name="a">A document's position.</param>
    /// <param name="b">Another's.</param>
    /// <param name="atLeast">What the caller wants to know about, 0 to 1.</param>
    public double Similarity(int a, int b, double atLeast = 0)
    {
        uint[] x = Set(a), y = Set(b);
        if (Math.Min(x.Length, y.Length) < atLeast * Math.Max(x.Length, y.Length))
            return 0;
        int common = 0;
        for (int i = 0, j = 0; i < x.Length && j < y.Length;)
        {
            if (x[i] == y[j])
            {
                common++;
                i++;
                j++;
            }
            else if (x[i] < y[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        int union = x.Length + y.Length - common;
        return union == 0 ? 1 : (double)common / union;
    }

    uint[] Set(int document) => _sets.GetOrAdd(document, position => Make(documents[position]));

    // Sorted, so that two sets are compared in one pass. 32 bits: a collision adds one shingle in thousands of millions.
    static uint[] Make(string text)
    {
        var words = new List<ulong>();
        ulong word = TextHash.Start;
        bool inside = false;
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                word = TextHash.Add(word, char.ToLowerInvariant(c));
                inside = true;
            }
            else if (inside)
            {
                words.Add(word);
                word = TextHash.Start;
                inside = false;
            }
        }

        if (inside)
            words.Add(word);
        // Text without any word is compared as it is.
        if (words.Count == 0)
            return [(uint)TextHash.Of(text)];
        var set = new HashSet<uint>();
        int width = Math.Min(Words, words.Count);
        for (int i = 0; i + width <= words.Count; i++)
        {
            ulong shingle = TextHash.Start;
            for (int j = 0; j < width; j++)
                shingle = TextHash.Mix(shingle, words[i + j]);
            set.Add((uint)(shingle >> 32));
        }

        uint[] sorted = [.. set];
        Array.Sort(sorted);
        return sorted;
    }
}
