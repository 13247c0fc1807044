using Winnow.Tokenization;

namespace Winnow.Models.Interaction;

/// <summary>Tells where the text stands in a segment: between the special tokens, after the prompt.</summary>
static class SegmentText
{
    /// <summary>Says whether a tokenizer puts one special token before a text and one behind it, on which <see cref="Find"/> relies.</summary>
    public static bool Fits(Tokenizer tokenizer) => tokenizer.SpecialTokens(1).AsSpan().SequenceEqual([true, false, true]);

    /// <summary>Finds the text.</summary>
    /// <param name="segment">The tokens as the model reads them: [CLS], prompt, text, [SEP].</param>
    /// <param name="prompt">The prompt's tokens alone.</param>
    /// <returns>The place of the first token of the text, and the one behind the last; the same where there is none.</returns>
    /// <remarks>A text that was cut within its prompt begins with something else than the prompt, and counts as it stands.</remarks>
    public static (int Start, int End) Find(ReadOnlySpan<int> segment, ReadOnlySpan<int> prompt)
    {
        if (segment.Length < 2)
            return (0, 0);
        int start = segment[1..^1].StartsWith(prompt) ? 1 + prompt.Length : 1;
        return (start, segment.Length - 1);
    }
}
