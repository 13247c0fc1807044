using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>One step that rewrites text before it is split into words. Steps hold no state and are safe for concurrent use.</summary>
abstract class Normalizer
{
    /// <summary>Gets the step's name as tokenizer.json writes it.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether text may be cut between an ASCII letter or digit and one space that another ASCII letter or digit follows, and the parts
    /// rewritten one by one, without changing the result.
    /// </summary>
    public abstract bool AllowsCuts { get; }

    /// <summary>Rewrites the text.</summary>
    public virtual void Apply(ref NormalizedText text)
    {
        if (LeavesAlone(text.Text))
            return;

        var output = text.Begin();
        int origin = 0;
        if (text.OriginUnits > 0)
        {
            origin = OriginAfter(text.Text, text.OriginUnits, output);
            output.Clear();
        }

        Transform(text.Text, output);
        text.OriginUnits = Math.Min(origin, output.Length);
        text.Accept();
    }

    /// <summary>How many leading units of the result come from the first character of the original text.</summary>
    protected virtual int OriginAfter(ReadOnlySpan<char> text, int originUnits, TextBuffer scratch)
    {
        Transform(text[..originUnits], scratch);
        return scratch.Length;
    }

    /// <summary>The same where the first match is replaced: the new text counts as coming from the last character that it replaces.</summary>
    protected static int OriginAfterMatch(ReadOnlySpan<char> text, int originUnits, int start, int end, int replacementUnits)
    {
        if (start >= originUnits)
            return originUnits;
        int last = end - (end - start > 1 && char.IsLowSurrogate(text[end - 1]) ? 2 : 1);
        return last < originUnits ? start + replacementUnits : start;
    }

    /// <summary>Whether the step can be seen quickly to change nothing in the text.</summary>
    protected virtual bool LeavesAlone(ReadOnlySpan<char> text) => false;

    /// <summary>Adds the rewritten text to the output.</summary>
    protected abstract void Transform(ReadOnlySpan<char> text, TextBuffer output);
}
