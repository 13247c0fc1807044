using System.Globalization;
using System.Text;
using Winnow.Tokenization;

namespace Winnow.Tests.Tokenization;

/// <summary>Compares line by line and reports the first lines that differ, with their code points.</summary>
static class Differences
{
    const int Shown = 10;

    /// <summary>Asserts that both give the same ids for each line.</summary>
    public static void AssertNone(Tokenizer tokenizer, RustTokenizer reference, IReadOnlyList<string> lines)
    {
        var report = new StringBuilder();
        int different = 0;
        foreach (string line in lines)
        {
            int[] expected = reference.Encode(line);
            int[] actual = tokenizer.Encode(line).Ids;
            if (expected.AsSpan().SequenceEqual(actual) || ++different > Shown)
                continue;
            report.AppendLine(CultureInfo.InvariantCulture, $"{Escape(line)}\n  reference {string.Join(' ', expected)}\n  Winnow    {string.Join(' ', actual)}");
        }

        Assert.True(different == 0, $"{different} of {lines.Count} lines differ:\n{report}");
    }

    static string Escape(string line)
    {
        var text = new StringBuilder();
        foreach (var rune in line.EnumerateRunes())
        {
            if (rune.Value is >= 0x20 and < 0x7F)
                text.Append((char)rune.Value);
            else
                text.Append(CultureInfo.InvariantCulture, $"{{{rune.Value:X4}}}");
        }

        return text.ToString();
    }
}
