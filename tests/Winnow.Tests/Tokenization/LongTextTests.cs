using System.Diagnostics;
using Winnow.Tokenization;

namespace Winnow.Tests.Tokenization;

/// <summary>Early stops and texts of ten million characters. The time limits are generous; quadratic work would miss them by far.</summary>
public sealed class LongTextTests
{
    const int Huge = 10_000_000;

    public static TheoryData<string> Families => ["bert", "jina-bert", "modernbert-cls", "xlm-roberta", "deberta-v2"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Tokenize_AnyLimit_GivesTheStartOfTheFullResult(string family)
    {
        var tokenizer = Load(family);
        foreach (string line in OddText.Lines(500, 11).Append(string.Join(' ', OddText.Lines(2000, 12))))
        {
            int[] full = tokenizer.Tokenize(line);
            foreach (int limit in new[] { 0, 1, 2, 7, full.Length - 1, full.Length, full.Length + 1, 513 })
            {
                if (limit >= 0)
                    Assert.Equal(full[..Math.Min(limit, full.Length)], tokenizer.Tokenize(line, limit));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Tokenize_LongText_EqualsTheReference(string family)
    {
        RustTokenizer.SkipWhereMissing();
        string path = Path.Combine(Fixtures.Golden(family), "tokenizer.json");
        using var reference = RustTokenizer.Load(path);
        var lines = OddText.Lines(6000, 13);
        lines.RemoveAll(OddText.HasNewMark);
        string[] texts =
        [
            string.Join(' ', lines), string.Join("", lines.Take(2000)), new string('a', 30_000), string.Concat(Enumerable.Repeat("abcdefghij", 3000)),
            string.Concat(Enumerable.Repeat("\u4E2D\u0E01\U0001F600", 3000)), new string(' ', 20_000) + "x", string.Join(' ', Enumerable.Repeat("the quick brown fox", 5000)),
        ];
        Differences.AssertNone(Tokenizer.Load(path), reference, texts);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Tokenize_TenMillionCharactersWithLimit_StopsEarly(string family)
    {
        var tokenizer = Load(family);
        foreach (string text in new[] { Prose(Huge), Repeat("\u4E2D\u6587", Huge), Repeat("q\u00E9.", Huge) })
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(513, tokenizer.Tokenize(text, 513).Length);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{family} took {watch.Elapsed}");
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Tokenize_TenMillionCharacters_IsLinear(string family)
    {
        var tokenizer = Load(family);
        foreach (string text in new[] { Prose(Huge), Repeat("x", Huge / 4) })
        {
            var watch = Stopwatch.StartNew();
            Assert.NotEmpty(tokenizer.Tokenize(text));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{family} took {watch.Elapsed}");
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Tokenize_LoneSurrogates_AreReplacementCharacters(string family)
    {
        var tokenizer = Load(family);
        Assert.Equal(tokenizer.Tokenize("a\uFFFDb \uFFFD\U0001F600\uFFFD"), tokenizer.Tokenize("a\uD800b \uDC00\U0001F600\uD83D"));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Tokenize_ManyThreads_GiveTheSame(string family)
    {
        var tokenizer = Load(family);
        var lines = OddText.Lines(400, 17);
        var fresh = Load(family);
        int[][] results = new int[lines.Count][];
        Parallel.For(0, lines.Count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => results[i] = tokenizer.Tokenize(lines[i]));
        for (int i = 0; i < lines.Count; i++)
            Assert.Equal(fresh.Tokenize(lines[i]), results[i]);
    }

    static Tokenizer Load(string family) => Tokenizer.Load(Path.Combine(Fixtures.Golden(family), "tokenizer.json"));

    static string Prose(int length) => Repeat("The committee discussed the budget, the schedule and the risks of the new library. ", length);

    static string Repeat(string text, int length) => string.Concat(Enumerable.Repeat(text, length / text.Length));
}
