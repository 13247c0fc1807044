namespace Winnow.Scoring;

/// <summary>Checks of pairs that callers pass in.</summary>
static class TextPairs
{
    /// <summary>Checks that neither the list nor a text of it is null.</summary>
    /// <exception cref="ArgumentNullException">One is; the message names the pair.</exception>
    public static void Check(IReadOnlyList<TextPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        for (int i = 0; i < pairs.Count; i++)
        {
            if (pairs[i].Query is null || pairs[i].Document is null)
                throw new ArgumentNullException(nameof(pairs), $"A text of pair {i} is null.");
        }
    }
}
