using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.Trec;

public sealed class TrecRunTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("winnow-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_File_IgnoresRanksAndKeepsQueriesInOrder()
    {
        TrecRun run = Text.Run("q2 Q0 a 9 1.5 bm25\r\nq1\tQ0\ta\tx\t-3e-2\tother\n\nq2 Q0 b 1 2 bm25\n");

        Assert.Equal("bm25", run.Tag);
        Assert.Equal(["q2", "q1"], run.QueryIds);
        Assert.Equal([new("b", 2), new("a", 1.5)], run.Ranking("q2"));
        Assert.Equal(-0.03, run["q1"]["a"]);
        Assert.False(run.Contains("q3"));
    }

    [Theory]
    [InlineData("", "bm25.run: the file has no ranked documents: it is empty or has only blank lines.")]
    [InlineData("q Q0 d 1 2.5", "bm25.run, line 1: a line of a run has 6 columns (query, Q0, document, rank, score, tag), and there are 5.")]
    [InlineData("q Q0 d 1 2.5 my tag", "bm25.run, line 1: a line of a run has 6 columns (query, Q0, document, rank, score, tag), and there are more.")]
    [InlineData("\nq Q0 d 1 high t", "bm25.run, line 2: the score \"high\" is no number. Write one such as 12.5 or -3e-2.")]
    [InlineData("q Q0 d 1 1,5 t", "bm25.run, line 1: the score \"1,5\" is no number. Write one such as 12.5 or -3e-2.")]
    [InlineData("q Q0 d 1 NaN t", "bm25.run, line 1: the score \"NaN\" is not finite, so it has no place in an order. Find out why the system gave it.")]
    [InlineData("q Q0 d 1 -Infinity t", "bm25.run, line 1: the score \"-Infinity\" is not finite, so it has no place in an order. Find out why the system gave it.")]
    [InlineData("q Q0 d 1 1e999 t", "bm25.run, line 1: the score \"1e999\" is not finite, so it has no place in an order. Find out why the system gave it.")]
    [InlineData("q Q0 d 1 2 t\np Q0 d 1 2 t\nq Q0 d 2 1 t", "bm25.run, line 3: the document \"d\" comes twice for the query \"q\". Remove one of the two lines.")]
    [InlineData("q Q0 \u0007x 1 2 t\nq Q0 \u0007x 2 1 t", "bm25.run, line 2: the document \"?x\" comes twice for the query \"q\". Remove one of the two lines.")]
    public void Read_BadLine_SaysWhereAndWhat(string text, string message) =>
        Assert.Equal(message, Assert.Throws<WinnowException>(() => Text.Run(text)).Message);

    [Fact]
    public void Read_InvalidUtf8_NamesTheLine() =>
        Assert.Equal(
            "bm25.run, line 1: these bytes are not UTF-8 text. Save the file as UTF-8.",
            Assert.Throws<WinnowException>(() => Text.Run([.. "q Q0 "u8, 0xED, 0xA0, 0x80, .. " 1 2 t"u8])).Message);

    [Theory]
    [InlineData(TieRule.Float32, "b", "a")]
    [InlineData(TieRule.Double, "a", "b")]
    public void Ranking_ScoresCloserThanFloats_FollowsTheRule(TieRule ties, params string[] expected) =>
        Assert.Equal(expected, Text.Run("q Q0 a 1 0.9999999801 t\nq Q0 b 2 0.9999999800 t").Ranking("q", ties).Select(document => document.DocumentId));

    [Fact]
    public void Ranking_TiedScores_OrdersIdsByUtf8LastFirst()
    {
        // U+1F600 comes after U+FF5E and U+E000 in UTF-8 and before them in UTF-16.
        TrecRun run = Text.Run("q Q0 10 1 1 t\nq Q0 9 1 1 t\nq Q0 \uFF5E 1 1 t\nq Q0 😀 1 1 t\nq Q0 2 1 1 t\nq Q0 Z 1 1 t\nq Q0 \uE000 1 1 t\nq Q0 a 1 1 t\nq Q0 é 1 1 t");

        Assert.Equal(["😀", "\uFF5E", "\uE000", "é", "a", "Z", "9", "2", "10"], run.Ranking("q").Select(document => document.DocumentId));
    }

    [Fact]
    public void Write_Run_WritesRanksAndShortestScores()
    {
        string path = Path.Combine(_folder, "a.run");
        var run = new TrecRun("bm25");
        run.Add("q1", [new("é", 0.1), new("😀", 1e-7), new("b", 12)]);
        run.Add("q0", [new("x", -3), new("y", -3)]);
        run.Add("none", []);

        run.Write(path);

        Assert.Equal("q1 Q0 b 1 12 bm25\nq1 Q0 é 2 0.1 bm25\nq1 Q0 😀 3 1E-07 bm25\nq0 Q0 y 1 -3 bm25\nq0 Q0 x 2 -3 bm25\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_AnyScores_ReadBackAsTheSame()
    {
        var random = new Random(1);
        var run = new TrecRun("t");
        for (int q = 0; q < 20; q++)
            run.Add($"q{q}", Enumerable.Range(0, 50).Select(d => new ScoredDocument($"d{d}", (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 20)))));
        string path = Path.Combine(_folder, "a.run");

        run.Write(path);
        TrecRun read = TrecRun.Read(path);

        Assert.Equal(run.QueryIds, read.QueryIds);
        Assert.All(run.QueryIds, query => Assert.Equal(run.Ranking(query, TieRule.Double), read.Ranking(query, TieRule.Double)));
    }

    [Theory]
    [InlineData("t", "q", "two words", "a run file cannot hold the document id \"two words\": white space separates its columns. Replace it, for instance by _.")]
    [InlineData("t", "a\nb", "d", "a run file cannot hold the query id \"a?b\": white space separates its columns. Replace it, for instance by _.")]
    [InlineData("my run", "q", "d", "a run file cannot hold the tag \"my run\": white space separates its columns. Replace it, for instance by _.")]
    public void Write_WhiteSpaceInAnId_IsRefusedAndLeavesTheOldFile(string tag, string query, string document, string message)
    {
        string path = Path.Combine(_folder, "a.run");
        File.WriteAllText(path, "old");
        var run = new TrecRun(tag);
        run.Add("first", [new("d", 1)]);
        run.Add(query, [new(document, 1)]);

        Assert.Equal($"{path}: {message}", Assert.Throws<WinnowException>(() => run.Write(path)).Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_HalfASurrogatePair_IsRefused()
    {
        string path = Path.Combine(_folder, "a.run");
        var run = new TrecRun("t");
        run.Add("q", [new("\uD83D", 1)]);

        Assert.Equal($"{path}: an id or the tag has half of a surrogate pair, which is no character. Write the whole pair.", Assert.Throws<WinnowException>(() => run.Write(path)).Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_NoFolder_IsSaid()
    {
        string path = Path.Combine(_folder, "none", "a.run");
        var run = new TrecRun("t");
        run.Add("q", [new("d", 1)]);

        string message = Assert.Throws<WinnowException>(() => run.Write(path)).Message;

        Assert.StartsWith($"{path}: the file cannot be written: ", message, StringComparison.Ordinal);
        Assert.EndsWith(" Check that its folder exists, that you may write there, and that the disk has room.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_BadDocuments_AreRefusedAndAddNothing()
    {
        var run = new TrecRun("t");

        Assert.Throws<ArgumentException>(() => run.Add("q", [new("d", 1), new("d", 2)]));
        Assert.Throws<ArgumentException>(() => run.Add("q", [new("d", double.NaN)]));
        Assert.Throws<ArgumentException>(() => run.Add("q", [new("d", double.PositiveInfinity)]));
        Assert.Throws<ArgumentException>(() => run.Add("q", [new("", 1)]));
        Assert.Empty(run.QueryIds);
        run.Add("q", [new("d", 1)]);
        Assert.Throws<ArgumentException>(() => run.Add("q", [new("e", 1)]));
    }
}
