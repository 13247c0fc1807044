namespace Winnow.Tokenization;

/// <summary>How many tokens of each text stay when a pair is too long. The cut is at the end of a text; special tokens are not counted.</summary>
static class Truncation
{
    /// <summary>
    /// Cuts the longer text down to the shorter one, then both to half of the budget, of which an odd token goes to the longer text. Texts
    /// of the same length count the second one as the longer.
    /// </summary>
    public static (int First, int Second) LongestFirst(int first, int second, int budget)
    {
        if ((long)first + second <= budget)
            return (first, second);

        int shorter = Math.Min(first, second);
        int half = budget / 2;
        int kept = shorter > half ? half : shorter;
        int longer = budget - kept;
        return first > second ? (longer, kept) : (kept, longer);
    }

    /// <summary>Cuts only the second text.</summary>
    /// <exception cref="WinnowException">Not one token of the second text has room.</exception>
    public static (int First, int Second) OnlySecond(int first, int second, int budget)
    {
        if ((long)first + second <= budget)
            return (first, second);
        if (first >= budget)
        {
            throw new WinnowException(
                $"The first text has {first} tokens and leaves no room for the second one: {budget} tokens fit besides the special tokens. " +
                "Shorten the first text, raise the limit, or use the strategy LongestFirst, which cuts both texts.");
        }

        return (first, budget - first);
    }
}
