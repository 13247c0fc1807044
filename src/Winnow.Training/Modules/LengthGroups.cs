namespace Winnow.Training.Modules;

/// <summary>Cuts texts into groups of about equal lengths, so that little padding is computed.</summary>
static class LengthGroups
{
    /// <summary>Gives the groups, the shortest texts first.</summary>
    /// <param name="texts">The texts, by their positions.</param>
    /// <param name="length">The tokens of each.</param>
    /// <param name="most">The most tokens of a group, padding included; a longer text makes a group of its own.</param>
    public static IEnumerable<int[]> Cut(IEnumerable<int> texts, Func<int, int> length, int most)
    {
        int[] sorted = [.. texts.OrderBy(length).ThenBy(i => i)];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && (long)(end + 1 - start) * length(sorted[end]) <= most)
                end++;
            yield return sorted[start..end];
        }
    }
}
