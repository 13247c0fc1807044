using Winnow.Cli.Engine;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands.Eval;

public sealed class EvalReportCommandTests : IDisposable
{
    const string Beir = """
        {"kind": "beir", "winnow": "0.1.0", "depth": 10, "protocol": ["By logit."],
         "datasets": [{"name": "tiny", "queries": 2, "documents": 3, "first_stage": "bm25", "first_stage_protocol": "BM25"}],
         "models": [{"name": "m", "protocol": "float32"}],
         "results": [{"dataset": "tiny", "system": "bm25", "complete": {"nDCG@10": 0.5}}, {"dataset": "tiny", "system": "m", "complete": {"nDCG@10": 0.75}}]}
        """;

    readonly TempFolder _folder = new();

    [Fact]
    public void Report_BothForms_AreWritten()
    {
        string html = Path.Combine(_folder.Path, "out", "page.html"), markdown = Path.Combine(_folder.Path, "docs", "page.md");
        CliResult result = new Tool().Run("eval", "report", _folder.File("report.json", Beir), "--out", html, "--markdown", markdown);
        Assert.Equal((0, "", $"winnow: wrote {html}\nwinnow: wrote {markdown} with 1 picture\n"), (result.Code, result.Output, result.Error));
        Assert.Contains("0.7500", File.ReadAllText(html), StringComparison.Ordinal);
        Assert.Contains("| tiny | bm25 | 2 | 0.5000 | 0.7500 |", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.Equal(["ndcg-datasets.svg"], Directory.GetFiles(Path.Combine(_folder.Path, "docs", "page")).Select(Path.GetFileName));
    }

    [Fact]
    public void Report_ReportsOfOtherCommands_AreRead()
    {
        // The commands together: what the others write, this one reads.
        string data = Path.Combine(_folder.Path, "tiny"), output = Path.Combine(_folder.Path, "beir");
        Directory.CreateDirectory(Path.Combine(data, "qrels"));
        _folder.File(Path.Combine("tiny", "corpus.jsonl"), "{\"_id\": \"d1\", \"text\": \"apple\"}\n{\"_id\": \"d2\", \"text\": \"cherry\"}\n");
        _folder.File(Path.Combine("tiny", "queries.jsonl"), "{\"_id\": \"q1\", \"text\": \"apple\"}\n");
        _folder.File(Path.Combine("tiny", "qrels", "test.tsv"), "query-id\tcorpus-id\tscore\nq1\td1\t1\n");
        Assert.Equal(0, new Tool().Run("eval", "beir", data, "--model", Model("jina-bert"), "--compare-precision", "--out", output).Code);
        string rag = Path.Combine(_folder.Path, "rag");
        Assert.Equal(0, new Tool().Run("eval", "rag", data, "--model", Model("jina-bert"), "--out", rag).Code);
        CliResult bench = new Tool { RealEngine = new WinnowEngine() }.Run(
            "bench", "--model", Model("jina-bert"), "--lengths", "16", "--quick", "--seconds", "0.001", "--format", "json", "--out", _folder.Path);
        Assert.Equal(0, bench.Code);
        string page = Path.Combine(_folder.Path, "page.html"), speed = _folder.File("speed.json", bench.Output);
        CliResult result = new Tool().Run("eval", "report", Path.Combine(output, "report.json"), Path.Combine(rag, "report.json"), speed, "--out", page);
        Assert.Equal((0, $"winnow: wrote {page}\n"), (result.Code, result.Error));
        string html = File.ReadAllText(page);
        Assert.Contains("1.0000 to 1.0000", html, StringComparison.Ordinal);
        Assert.Contains("1.0000 / 1.0000", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_Pictures_AreWrittenInBothForms()
    {
        string pictures = Path.Combine(_folder.Path, "pictures");
        CliResult result = new Tool().Run("eval", "report", _folder.File("report.json", Beir), "--pictures", pictures);
        Assert.Equal((0, $"winnow: wrote 1 picture to {pictures}, each as SVG and PNG\n"), (result.Code, result.Error));
        Assert.Equal(["ndcg-datasets.png", "ndcg-datasets.svg"], Directory.GetFiles(pictures).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(pictures, "ndcg-datasets.png"))[..4]);
    }

    [Fact]
    public void Report_BrokenField_IsNamedAndNothingIsWritten()
    {
        string report = _folder.File("report.json", Beir.Replace("0.75", "\"x\"", StringComparison.Ordinal));
        new Tool().Run("eval", "report", report, "--out", Path.Combine(_folder.Path, "page.html"), "--markdown", Path.Combine(_folder.Path, "page.md"))
            .Refused($"{report}, field \"results[1].complete.nDCG@10\": is text, not a number. Give the report.json of winnow eval beir or winnow eval rag, or the output of winnow bench --format json.");
        Assert.Equal([report], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Report_NowhereToWrite_IsRefused() =>
        new Tool().Run("eval", "report", "report.json").Refused("eval report does not know where to write. Add --out results.html, --markdown results.md or --pictures DIR.");

    [Theory]
    [InlineData("--out")]
    [InlineData("--markdown")]
    public void Report_EmptyName_IsRefused(string option) =>
        new Tool().Run("eval", "report", "report.json", option, "").Refused($"{option} is empty text. Name a file.");

    [Fact]
    public void Report_NoReport_IsWrongUsage() => Assert.Equal(2, new Tool().Run("eval", "report", "--out", "page.html").Code);

    public void Dispose() => _folder.Dispose();

    static string Model(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Winnow.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests", "Winnow.Tests", "Fixtures", "golden", name);
    }
}
