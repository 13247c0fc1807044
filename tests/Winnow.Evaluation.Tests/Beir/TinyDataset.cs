using System.IO.Compression;
using System.Text;
using Winnow.Evaluation.Beir;

namespace Winnow.Evaluation.Tests.Beir;

/// <summary>A data set of five documents that a test may change before it is written as a folder or a zip.</summary>
sealed class TinyDataset
{
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public TinyDataset()
    {
        this["corpus.jsonl"] = """
            {"_id": "d1", "title": "", "text": "apple banana"}
            {"_id": "d5", "title": "apple", "text": ""}
            {"_id": "d2", "title": "apple", "text": "apple cherry"}
            {"_id": "d3", "text": "banana"}
            {"_id": "d4", "title": "cherry date", "text": "fig grape"}

            """;
        this["queries.jsonl"] = """
            {"_id": "q1", "text": "apple cherry"}
            {"_id": "q2", "text": "never judged"}
            {"_id": "q3", "text": "apple apple cherry"}
            {"_id": "q4", "text": "zebra"}

            """;
        this["qrels/test.tsv"] = "query-id\tcorpus-id\tscore\nq1\td2\t1\nq1\td4\t2\nq3\td5\t1\nq3\td1\t0\nq4\td3\t1\n";
    }

    public string this[string name]
    {
        set => Files[name] = Encoding.UTF8.GetBytes(value);
    }

    public string WriteFolder(TempFolder folder, string name = "tiny")
    {
        foreach ((string file, byte[] content) in Files)
        {
            string path = Path.Combine(folder.Path, name, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }

        return folder[name];
    }

    public string WriteZip(TempFolder folder, string top = "", string name = "tiny")
    {
        string path = folder[$"{name}.zip"];
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string file, byte[] content) in Files)
        {
            using Stream entry = zip.CreateEntry(top + file).Open();
            entry.Write(content);
        }

        return path;
    }

    public BeirDataset Load(TempFolder folder, string name = "tiny") => BeirDataset.Load(WriteFolder(folder, name), cancellationToken: TestContext.Current.CancellationToken);
}
