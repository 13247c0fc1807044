using Winnow.Evaluation.Beir;

namespace Winnow.Evaluation.Tests.Beir;

public sealed class BeirDatasetTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Load_Folder_HasDocumentsByIdAndJudgedQueriesInOrder()
    {
        BeirDataset dataset = new TinyDataset().Load(_folder);
        Assert.Equal("tiny", dataset.Name);
        Assert.Equal(["d1", "d2", "d3", "d4", "d5"], dataset.Documents.Select(document => document.Id));
        Assert.Equal(["q1", "q3", "q4"], dataset.Queries.Select(query => query.Id));
        Assert.Equal(2, dataset.Qrels["q1"]["d4"]);
        Assert.Equal(3, dataset.IndexOf("d4"));
        Assert.Equal(-1, dataset.IndexOf("d9"));
        Assert.Empty(dataset.Notes);
    }

    [Fact]
    public void Contents_TitleOrTextMissing_HasNoWhiteSpaceAtTheEnds()
    {
        BeirDataset dataset = new TinyDataset().Load(_folder);
        Assert.Equal(["apple banana", "apple apple cherry", "banana", "cherry date fig grape", "apple"], dataset.Documents.Select(document => document.Contents));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tiny/")]
    public void Load_Zip_EqualsFolder(string top)
    {
        var files = new TinyDataset { ["runs/bm25.top100.trec"] = "q1 Q0 d1 1 2.5 x\n" };
        BeirDataset unpacked = files.Load(_folder, "unpacked"), zip = Load(files.WriteZip(_folder, top));
        Assert.Equal("tiny", zip.Name);
        Assert.Equal(unpacked.Fingerprint, zip.Fingerprint);
        Assert.Equal(unpacked.Documents, zip.Documents);
        Assert.Equal(["bm25.top100"], zip.RunNames);
        Assert.Equal(2.5, zip.ReadRun("bm25.top100")["q1"]["d1"]);
        Assert.Equal(["bm25.top100"], unpacked.RunNames);
    }

    [Fact]
    public void Load_ByteOrderMarkWindowsLinesAndNonAsciiIds_AreRead()
    {
        BeirDataset dataset = new TinyDataset
        {
            ["corpus.jsonl"] = "\uFEFF{\"_id\": \"Ümlaut-日本-😀\", \"text\": \"ß\"}\r\n\r\n",
            ["queries.jsonl"] = "{\"_id\": \"é\", \"text\": \"?\"}\r\n",
            ["qrels/test.tsv"] = "query-id\tcorpus-id\tscore\r\né\tÜmlaut-日本-😀\t1\r\n",
        }.Load(_folder);
        Assert.Equal(1, dataset.Qrels["é"]["Ümlaut-日本-😀"]);
        Assert.Equal(0, dataset.IndexOf("Ümlaut-日本-😀"));
    }

    [Fact]
    public void Load_JudgementsOfUnknownQueries_AreDroppedWithANote()
    {
        BeirDataset dataset = new TinyDataset { ["qrels/test.tsv"] = "query-id\tcorpus-id\tscore\nq1\td2\t1\nq9\td2\t1\n" }.Load(_folder);
        Assert.Equal(["q1"], dataset.Qrels.QueryIds);
        Assert.Equal(["qrels/test.tsv: 1 judged queries are not in queries.jsonl and were left out, for instance \"q9\"."], dataset.Notes);
    }

    [Fact]
    public void Fingerprint_ChangesWithTextsAndNotWithJudgements()
    {
        string original = new TinyDataset().Load(_folder, "a").Fingerprint;
        Assert.Equal(original, new TinyDataset { ["qrels/test.tsv"] = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq3\td1\t1\nq4\td1\t1\n" }.Load(_folder, "b").Fingerprint);
        Assert.NotEqual(original, new TinyDataset { ["qrels/test.tsv"] = "query-id\tcorpus-id\tscore\nq1\td1\t1\n" }.Load(_folder, "c").Fingerprint);
        Assert.NotEqual(original, new TinyDataset { ["corpus.jsonl"] = "{\"_id\": \"d1\", \"text\": \"apple\"}\n" }.Load(_folder, "d").Fingerprint);
    }

    public void Dispose() => _folder.Dispose();

    static BeirDataset Load(string path) => BeirDataset.Load(path, cancellationToken: TestContext.Current.CancellationToken);
}
