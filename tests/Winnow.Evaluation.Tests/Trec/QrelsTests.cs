using System.Globalization;
using System.Text;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.Trec;

public sealed class QrelsTests
{
    [Fact]
    public void Read_TrecFile_KeepsQueriesInOrder()
    {
        Qrels qrels = Text.Qrels("q2 0 d1 1\nq10\tQ0   d2  -2\r\n\n  \nq2 iter d2 +3\n");

        Assert.Equal(["q2", "q10"], qrels.QueryIds);
        Assert.Equal(1, qrels["q2"]["d1"]);
        Assert.Equal(3, qrels["q2"]["d2"]);
        Assert.Equal(-2, qrels["q10"]["d2"]);
        Assert.True(qrels.Contains("q10"));
        Assert.False(qrels.Contains("q1"));
    }

    [Theory]
    [InlineData("query-id\tcorpus-id\tscore\nq 1\td 1\t2\nq 1\td2\t0")]
    [InlineData("\uFEFFquery-id\tcorpus-id\tscore\r\nq 1\td 1\t2\r\nq 1\td2\t0\r\n")]
    public void Read_BeirFile_IsToldByItsHeader(string text)
    {
        Qrels qrels = Text.Qrels(text);

        Assert.Equal(["q 1"], qrels.QueryIds);
        Assert.Equal((2, 0), (qrels["q 1"]["d 1"], qrels["q 1"]["d2"]));
    }

    [Fact]
    public void Read_AnyCharacters_AreKept()
    {
        // A no-break space is no column's end: it is not ASCII.
        Qrels qrels = Text.Qrels("\uFEFFфраза 0 日本\u00A0語 1\nфраза 0 😀 2\n");

        Assert.Equal(["фраза"], qrels.QueryIds);
        Assert.Equal(["日本\u00A0語", "😀"], qrels["фраза"].Keys);
    }

    [Fact]
    public void Read_ManyLines_CrossTheBuffer()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"query{i / 100} 0 document-é-{i} {i % 4}\n");

        Qrels qrels = Text.Qrels(text.ToString());

        Assert.Equal(200, qrels.QueryIds.Count);
        Assert.All(qrels.QueryIds, query => Assert.Equal(100, qrels[query].Count));
        Assert.Equal(3, qrels["query199"]["document-é-19999"]);
    }

    [Theory]
    [InlineData("", "qrels.txt: the file has no judgements: it is empty or has only blank lines.")]
    [InlineData("\n \r\n", "qrels.txt: the file has no judgements: it is empty or has only blank lines.")]
    [InlineData("query-id\tcorpus-id\tscore\n", "qrels.txt: the file has no judgements below its header: it is empty or has only blank lines.")]
    [InlineData("q 0 d 1\n\nq 0 d2\n", "qrels.txt, line 3: a line of TREC's judgements has 4 columns (query, 0, document, grade), and there are 3. A BEIR file begins with the line query-id, corpus-id, score, with tabs between.")]
    [InlineData("q 0 d 1 x", "qrels.txt, line 1: a line of TREC's judgements has 4 columns (query, 0, document, grade), and there are more. A BEIR file begins with the line query-id, corpus-id, score, with tabs between.")]
    [InlineData("query-id\tcorpus-id\tscore\nq\td", "qrels.txt, line 2: a line of BEIR's judgements has 3 columns between tabs (query-id, corpus-id, score), and there are 2.")]
    [InlineData("query-id\tcorpus-id\tscore\nq\t0\td\t1", "qrels.txt, line 2: a line of BEIR's judgements has 3 columns between tabs (query-id, corpus-id, score), and there are more.")]
    [InlineData("query-id\tcorpus-id\tscore\n\td\t1", "qrels.txt, line 2: the query id is empty. Put an id there.")]
    [InlineData("query-id\tcorpus-id\tscore\nq\t\t1", "qrels.txt, line 2: the document id is empty. Put an id there.")]
    [InlineData("q 0 d 1.0", "qrels.txt, line 1: the grade \"1.0\" is no whole number of 32 bits. Write a number such as 0, 1 or 2.")]
    [InlineData("q 0 d 3000000000", "qrels.txt, line 1: the grade \"3000000000\" is no whole number of 32 bits. Write a number such as 0, 1 or 2.")]
    [InlineData("q 0 d high", "qrels.txt, line 1: the grade \"high\" is no whole number of 32 bits. Write a number such as 0, 1 or 2.")]
    [InlineData("q 0 d 1\np 0 d 1\nq 0 d 0", "qrels.txt, line 3: the document \"d\" is judged twice for the query \"q\". Remove one of the two lines.")]
    public void Read_BadLine_SaysWhereAndWhat(string text, string message) =>
        Assert.Equal(message, Assert.Throws<WinnowException>(() => Text.Qrels(text)).Message);

    [Fact]
    public void Read_InvalidUtf8_NamesTheLine() =>
        Assert.Equal(
            "qrels.txt, line 2: these bytes are not UTF-8 text. Save the file as UTF-8.",
            Assert.Throws<WinnowException>(() => Text.Qrels([.. "q 0 d 1\nq 0 "u8, 0xC3, 0x28, .. " 1\n"u8])).Message);

    [Fact]
    public void Read_EndlessLine_IsRefused() =>
        Assert.Equal(
            "qrels.txt, line 2: the line is longer than a million bytes. This is no file of judgements or rankings.",
            Assert.Throws<WinnowException>(() => Text.Qrels("q 0 d 1\n" + new string('x', 2_000_000))).Message);

    [Fact]
    public void Read_NoFile_IsSaid()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Equal($"{path}: there is no such file.", Assert.Throws<WinnowException>(() => Qrels.Read(path)).Message);
        Assert.Equal($"{Path.GetTempPath()}: this is a folder. Pass a file.", Assert.Throws<WinnowException>(() => Qrels.Read(Path.GetTempPath())).Message);
    }

    [Fact]
    public void Add_SameDocumentTwice_IsRefused()
    {
        var qrels = new Qrels();
        qrels.Add("q", "d", 1);

        Assert.Throws<ArgumentException>(() => qrels.Add("q", "d", 1));
        Assert.Throws<ArgumentException>(() => qrels.Add("", "d", 1));
        Assert.Throws<ArgumentException>(() => qrels.Add("q", "", 1));
    }
}
