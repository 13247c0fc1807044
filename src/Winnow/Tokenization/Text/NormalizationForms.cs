using System.Text;

namespace Winnow.Tokenization.Text;

/// <summary>Unicode normalisation forms by way of .NET's globalization library.</summary>
static class NormalizationForms
{
    /// <summary>Whether the process can normalise. With InvariantGlobalization .NET returns non-ASCII text as it is, without a word.</summary>
    public static bool Available { get; } = "e\u0301".Normalize(NormalizationForm.FormC).Length == 1;

    /// <summary>Adds the normalised form of <paramref name="text"/> to <paramref name="output"/>.</summary>
    /// <remarks>Text is normalised between ASCII characters, which no form changes and over which no form reaches.</remarks>
    public static void Append(ReadOnlySpan<char> text, NormalizationForm form, TextBuffer output)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExceptInRange('\0', '\x7F');
            if (plain < 0)
            {
                output.Append(text);
                return;
            }

            // A mark may compose with the ASCII character before it.
            int start = Math.Max(0, plain - 1);
            output.Append(text[..start]);
            text = text[start..];
            int head = plain - start;
            int end = text[head..].IndexOfAnyInRange('\0', '\x7F');
            end = end < 0 ? text.Length : head + end;
            AppendRun(text[..end], form, output);
            text = text[end..];
        }
    }

    // .NET refuses U+FFFE, a noncharacter that every form leaves as it is and over which none reaches.
    static void AppendRun(ReadOnlySpan<char> run, NormalizationForm form, TextBuffer output)
    {
        for (int refused = run.IndexOf('\uFFFE'); refused >= 0; refused = run.IndexOf('\uFFFE'))
        {
            AppendAccepted(run[..refused], form, output);
            output.Append('\uFFFE');
            run = run[(refused + 1)..];
        }

        AppendAccepted(run, form, output);
    }

    static void AppendAccepted(ReadOnlySpan<char> run, NormalizationForm form, TextBuffer output)
    {
        if (run.IsEmpty || run.IsNormalized(form))
        {
            output.Append(run);
            return;
        }

        // Twice the length holds nearly every run; the exact length is asked for only where it does not.
        int before = output.Length;
        if (!run.TryNormalize(output.Reserve((2 * run.Length) + 16), out int written, form))
        {
            output.Length = before;
            _ = run.TryNormalize(output.Reserve(run.GetNormalizedLength(form)), out written, form);
        }

        output.Length = before + written;
    }
}
