using System.IO.Compression;
using Winnow.Evaluation.Beir;

namespace Winnow.Evaluation.Tests.Beir;

public sealed class HostileDatasetTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Theory]
    [InlineData("corpus.jsonl", "not JSON\n", "corpus.jsonl, line 1, column 2: not valid JSON")]
    [InlineData("corpus.jsonl", "{\"_id\": \"a\", \"text\": \"\"}\n[]\n", "corpus.jsonl, line 2: the line holds an array, not a JSON object")]
    [InlineData("corpus.jsonl", "{\"text\": \"a\"}\n", "corpus.jsonl, line 1, field \"_id\": is missing.")]
    [InlineData("corpus.jsonl", "{\"_id\": 7, \"text\": \"a\"}\n", "corpus.jsonl, line 1, field \"_id\": is a number, not text in quotation marks.")]
    [InlineData("corpus.jsonl", "{\"_id\": \"\", \"text\": \"a\"}\n", "corpus.jsonl, line 1, field \"_id\": is empty.")]
    [InlineData("corpus.jsonl", "{\"_id\": \"a b\", \"text\": \"a\"}\n", "corpus.jsonl, line 1, field \"_id\": \"a b\" has white space in it")]
    [InlineData("corpus.jsonl", "{\"_id\": \"a\"}\n", "corpus.jsonl, line 1, field \"text\": is missing.")]
    [InlineData("corpus.jsonl", "{\"_id\": \"a\", \"text\": \"\"}\n\n{\"_id\": \"a\", \"text\": \"\"}\n", "corpus.jsonl, line 3, field \"_id\": \"a\" was the id of an earlier line. Ids must differ.")]
    [InlineData("corpus.jsonl", "\n", "corpus.jsonl: the corpus is empty. Fetch the data set again.")]
    [InlineData("queries.jsonl", "{\"_id\": \"q1\"}\n", "queries.jsonl, line 1, field \"text\": is missing.")]
    [InlineData("queries.jsonl", "{\"_id\": \"q8\", \"text\": \"\"}\n", "qrels/test.tsv: none of the queries in queries.jsonl is judged here. Check that the two files belong together.")]
    [InlineData("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\n", "qrels/test.tsv, line 2: ")]
    [InlineData("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\tgood\n", "qrels/test.tsv, line 2: the grade \"good\" is no whole number")]
    [InlineData("qrels/test.tsv", "q1\td1\t1\n", "qrels/test.tsv, line 1: ")]
    [InlineData("qrels/test.tsv", "query-id\tcorpus-id\tscore\n", "qrels/test.tsv: ")]
    public void Load_BadContent_SaysWhere(string file, string content, string message)
    {
        var files = new TinyDataset { [file] = content };
        string folder = files.WriteFolder(_folder), zip = files.WriteZip(_folder, "tiny/");
        Assert.StartsWith($"{folder}/{message}", Refused(folder).Replace('\\', '/'), StringComparison.Ordinal);
        Assert.StartsWith($"{zip}:{message}", Refused(zip), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corpus.jsonl", 6)]
    [InlineData("queries.jsonl", 5)]
    [InlineData("qrels/test.tsv", 7)]
    public void Load_BytesThatAreNotUtf8_SaysWhere(string file, int line)
    {
        var files = new TinyDataset();
        files.Files[file] = [.. files.Files[file], 0x22, 0xFF, 0x0A];
        string message = Refused(files.WriteFolder(_folder));
        Assert.Contains($"{Path.GetFileName(file)}, line {line}", message, StringComparison.Ordinal);
        Assert.Contains("these bytes are not UTF-8 text. Save the file as UTF-8.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corpus.jsonl")]
    [InlineData("queries.jsonl")]
    [InlineData("qrels/test.tsv")]
    public void Load_FileMissing_SaysWhatItHolds(string file)
    {
        var files = new TinyDataset();
        files.Files.Remove(file);
        string folder = files.WriteFolder(_folder);
        Assert.StartsWith($"{Path.Join(folder, file)}: there is no such file. It h", Refused(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherSplit_ListsThoseThatAreThere()
    {
        string folder = new TinyDataset().WriteFolder(_folder);
        var error = Assert.Throws<WinnowException>(() => BeirDataset.Load(folder, "dev", TestContext.Current.CancellationToken));
        Assert.EndsWith("there is no such file. The splits of this data set are: test.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../corpus.jsonl")]
    [InlineData("/etc/corpus.jsonl")]
    [InlineData("tiny/../../corpus.jsonl")]
    [InlineData("tiny\\..\\x")]
    [InlineData("C:/x")]
    public void Load_ZipEntryOutsideIt_IsRefused(string entry)
    {
        string path = new TinyDataset { [entry] = "" }.WriteZip(_folder);
        Assert.Equal($"{path}: the entry \"{entry}\" leads outside the zip. Do not trust this file; fetch it again from its publisher.", Refused(path));
    }

    [Fact]
    public void Load_ZipWithoutOrWithTwoCorpora_IsRefused()
    {
        var files = new TinyDataset { ["other/corpus.jsonl"] = "" };
        string two = files.WriteZip(_folder, name: "two");
        Assert.Equal($"{two}: the zip holds more than one corpus.jsonl. Pack each data set into a zip of its own.", Refused(two));
        string none = new TinyDataset().WriteZip(_folder, "a/b/", name: "none");
        Assert.StartsWith($"{none}: there is no corpus.jsonl", Refused(none), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ZipWithOneNameTwice_IsRefused()
    {
        string path = new TinyDataset().WriteZip(_folder);
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Update))
            zip.CreateEntry("queries.jsonl");
        Assert.Equal($"{path}: the zip has two entries \"queries.jsonl\". Pack the folder again.", Refused(path));
    }

    [Fact]
    public void Load_DamagedZip_IsRefused()
    {
        string path = new TinyDataset().WriteZip(_folder);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.StartsWith($"{path}: this is no zip file, or a damaged one", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Nothing_SaysWhatToGive() =>
        Assert.Equal(
            $"{_folder["none"]}: there is no such folder or zip file. Give a BEIR data set: corpus.jsonl, queries.jsonl and qrels/test.tsv.", Refused(_folder["none"]));

    [Fact]
    public void ReadRun_Unknown_ListsThoseThatAreThere()
    {
        BeirDataset dataset = new TinyDataset { ["runs/a.trec"] = "q1 Q0 d1 1 2 x\n", ["runs/b.trec"] = "q1 Q0 d1 1 2 x y\n" }.Load(_folder);
        Assert.EndsWith("there is no such file. Its runs are: a, b.", Assert.Throws<WinnowException>(() => dataset.ReadRun("c")).Message, StringComparison.Ordinal);
        Assert.Contains("b.trec, line 1: ", Assert.Throws<WinnowException>(() => dataset.ReadRun("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Cancelled_Stops()
    {
        string folder = new TinyDataset().WriteFolder(_folder);
        Assert.ThrowsAny<OperationCanceledException>(() => BeirDataset.Load(folder, cancellationToken: new CancellationToken(canceled: true)));
    }

    public void Dispose() => _folder.Dispose();

    static string Refused(string path) =>
        Assert.Throws<WinnowException>(() => BeirDataset.Load(path, cancellationToken: TestContext.Current.CancellationToken)).Message;
}
