namespace Winnow.Cli.Input;

/// <summary>Checks text that came as an argument.</summary>
static class TextArgument
{
    /// <summary>Refuses half surrogate pairs, which some systems let through and UTF-8 cannot hold.</summary>
    /// <exception cref="WinnowException">The text has half of a pair.</exception>
    public static void Check(string text, string what)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                throw new WinnowException($"{what} has half of a surrogate pair at character {i + 1}, which is no character. Remove it.");
            i++;
        }
    }
}
