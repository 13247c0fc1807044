using System.Globalization;
using System.Text;

namespace Winnow.Tests.Tokenization;

/// <summary>Lines of real and odd text, the same in every run.</summary>
static class OddText
{
    static readonly (int First, int Last)[] Blocks =
    [
        (0x00, 0x7F), (0x20, 0x7E), (0x80, 0x24F), (0x250, 0x2FF), (0x300, 0x36F), (0x370, 0x52F), (0x530, 0x5FF), (0x600, 0x6FF), (0x700, 0x8FF),
        (0x900, 0x97F), (0x980, 0xDFF), (0xE00, 0xE7F), (0xE80, 0x10FF), (0x1100, 0x11FF), (0x1200, 0x177F), (0x1780, 0x1AFF), (0x1B00, 0x1DFF),
        (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x20CF), (0x20D0, 0x20FF), (0x2100, 0x218F), (0x2190, 0x23FF), (0x2400, 0x27BF), (0x27C0, 0x2BFF),
        (0x2C00, 0x2DFF), (0x2E00, 0x2FFF), (0x3000, 0x30FF), (0x3100, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xABFF), (0xAC00, 0xD7FF),
        (0xE000, 0xF8FF), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE00, 0xFEFF), (0xFF00, 0xFFFF), (0x10000, 0x107FF), (0x10800, 0x10FFF),
        (0x11000, 0x11FFF), (0x12000, 0x16FFF), (0x17000, 0x1BFFF), (0x1D000, 0x1D7FF), (0x1D800, 0x1EFFF), (0x1F000, 0x1F2FF), (0x1F300, 0x1F64F),
        (0x1F650, 0x1FAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2FA1F), (0xE0000, 0xE01EF), (0xF0000, 0x10FFFF),
    ];

    static readonly string[] Sequences =
    [
        "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F44D\U0001F3FD", "\U0001F1EB\U0001F1F7", "e\u0301", "a\u0323\u0302", "\u1100\u1161\u11A8", "\uAC00\u11A8",
        "\u0915\u094D\u0937\u093F", "\u0E01\u0E33", "\u0130", "\uFB01\u0301", "\r\n", "\u0085", "\u2028", "\u200B", "\u00AD", "\uFEFF", "\u3000", "'s", "'ll", "'RE",
        "[CLS]", "[SEP]", "</s>", "<s>", "<mask>", "[MASK]", "<unk>", "\u2581", "\u0120", "  ", "   ", "\t", "\n", "##ing", "<0x41>", "\u2026", "\u33CF", "\u00BD",
        "\u212B", "\u1E9B\u0323", "\u0344", "\u03A3\u03C2", "\u01C5", "\uD7FF", "\uE000", "\uFFFE", "\uFFFF", "\U0010FFFF", "\u1D5E", "\u302E", "\u20DD",
    ];

    /// <summary>Makes lines.</summary>
    public static List<string> Lines(int count, int seed)
    {
        var random = new Random(seed);
        string[] prose = Prose();
        var lines = new List<string>(count);
        while (lines.Count < count)
        {
            lines.Add((lines.Count % 4) switch
            {
                0 => Mutate(prose[random.Next(prose.Length)], random),
                1 => FromBlocks(random, 1 + random.Next(3)),
                2 => Mixed(prose, random),
                _ => FromBlocks(random, 1),
            });
        }

        return lines;
    }

    /// <summary>Whether .NET and the reference are known to see a code point alike.</summary>
    public static bool IsAssigned(int codePoint) =>
        CharUnicodeInfo.GetUnicodeCategory(codePoint) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    /// <summary>Whether a line has a mark that the reference's tables do not know yet.</summary>
    public static bool HasNewMark(string line) => line.EnumerateRunes().Any(rune =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark && !Winnow.Tokenization.Text.CodePoint.IsNonSpacingMark(rune.Value));

    static string[] Prose()
    {
        using var golden = Fixtures.ReadGolden("bert");
        var texts = new List<string>();
        foreach (var item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            texts.Add(item.GetProperty("query").GetString()!);
            texts.Add(item.GetProperty("document").GetString()!);
        }

        // The generators beside the fixtures are code and English that does not change either.
        foreach (string file in Directory.GetFiles(Fixtures.PathOf("golden"), "*.py").Order(StringComparer.Ordinal))
            texts.AddRange(File.ReadLines(file).SelectMany(line => line.Chunk(200)).Select(chunk => new string(chunk)));
        texts.RemoveAll(text => text.Any(char.IsSurrogate) && text.Length >= 200);

        return [.. texts.Where(text => text.Length > 0)];
    }

    static string FromBlocks(Random random, int blocks)
    {
        var text = new StringBuilder();
        for (int b = 0; b < blocks; b++)
        {
            var (first, last) = Blocks[random.Next(Blocks.Length)];
            for (int i = 0, n = random.Next(1, 24); i < n; i++)
            {
                int codePoint = random.Next(8) switch
                {
                    0 => ' ',
                    1 => random.Next(0x21, 0x7F),
                    _ => random.Next(first, last + 1),
                };
                if (IsAssigned(codePoint))
                    text.Append(char.ConvertFromUtf32(codePoint));
            }
        }

        return text.ToString();
    }

    static string Mixed(string[] prose, Random random)
    {
        var text = new StringBuilder();
        for (int i = 0, n = random.Next(1, 8); i < n; i++)
        {
            if (random.Next(2) == 0)
                text.Append(Sequences[random.Next(Sequences.Length)]);
            else
                text.Append(Slice(prose[random.Next(prose.Length)], random));
            if (random.Next(3) == 0)
                text.Append(' ');
        }

        return text.ToString();
    }

    static string Slice(string text, Random random)
    {
        int start = random.Next(text.Length);
        string slice = text.Substring(start, Math.Min(text.Length - start, random.Next(1, 12)));
        return char.IsLowSurrogate(slice[0]) || char.IsHighSurrogate(slice[^1]) ? "x" : slice;
    }

    static string Mutate(string text, Random random)
    {
        var result = new StringBuilder(text);
        for (int i = random.Next(6); i > 0; i--)
        {
            int at = random.Next(result.Length + 1);
            if (at < result.Length && char.IsLowSurrogate(result[at]))
                continue;
            if (random.Next(3) > 0 || at == result.Length || char.IsSurrogate(result[at]))
                result.Insert(at, Sequences[random.Next(Sequences.Length)]);
            else
                result[at] = char.ToUpperInvariant(result[at]);
        }

        return result.ToString();
    }
}
