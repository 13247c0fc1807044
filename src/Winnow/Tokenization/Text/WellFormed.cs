namespace Winnow.Tokenization.Text;

/// <summary>.NET strings may hold lone surrogates, which no tokenizer knows; each is read as U+FFFD.</summary>
static class WellFormed
{
    /// <summary>Returns the text itself where it is well formed, else a copy with U+FFFD in place of lone surrogates.</summary>
    public static string Of(string text)
    {
        int start = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (start < 0)
            return text;

        int lone = NextLone(text, start);
        return lone < 0 ? text : Replaced(text, lone);
    }

    static string Replaced(string text, int lone) => string.Create(text.Length, (text, lone), static (result, state) =>
    {
        state.text.CopyTo(result);
        for (int at = state.lone; at >= 0; at = NextLone(state.text, at + 1))
            result[at] = '\uFFFD';
    });

    static int NextLone(string text, int start)
    {
        for (int i = start; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return i;
            i++;
        }

        return -1;
    }
}
