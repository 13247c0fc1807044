using System.Text.Json;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands.Eval;

/// <summary>From end to end with the small models that the engine's tests keep.</summary>
public sealed class EvalBeirCommandTests : IDisposable
{
    const string Reranker = "jina-bert", Embedder = "bert-embedder-mean";

    readonly TempFolder _folder = new();

    [Fact]
    public void Beir_TwoModels_PrintsATableAndSaysTheFirstStage()
    {
        CliResult result = Run(Dataset("tiny"), Dataset("small"), "--model", Model(Reranker), "--model", Model(Embedder));
        Assert.Equal(0, result.Code);
        Assert.Equal(["nDCG@10  first stage  queries  candidates  jina-bert  bert-embedder-mean", "tiny     bm25               2"], [result.Lines[0], result.Lines[1][..30].TrimEnd()]);
        Assert.StartsWith("mean ", result.Lines[3], StringComparison.Ordinal);
        Assert.Contains("winnow: tiny: 2 queries, 3 documents, candidates by BM25 flat (title + text in one field), k1 0.9, b 0.4", result.Error, StringComparison.Ordinal);
        Assert.Contains("winnow: tiny: bm25 nDCG@10 0.8", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "out", "report.md")));
    }

    [Fact]
    public void Beir_ComparePrecision_AddsInt8AndTheirAgreement()
    {
        CliResult result = Run(Dataset("tiny"), "--model", Model(Reranker), "--model", Model(Embedder), "--compare-precision");
        Assert.Equal(0, result.Code);
        Assert.Equal("nDCG@10  first stage  queries  candidates  jina-bert  jina-bert.int8  bert-embedder-mean", result.Lines[0]);
        Assert.Equal("float32 to int8  model      nDCG@10    int8  points      p  mean tau  largest drift  median drift", result.Lines[2]);
        Assert.StartsWith("tiny             jina-bert", result.Lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Beir_Json_IsTheReport()
    {
        CliResult result = Run(Dataset("tiny"), "--model", Model(Reranker), "--format", "json", "--depth", "2", "--max-tokens", "30", "--precision", "int8");
        Assert.Equal(File.ReadAllText(Path.Combine(_folder.Path, "out", "report.json")), result.Output);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(2, json.RootElement.GetProperty("depth").GetInt32());
        Assert.Equal("cross-encoder logits, int8, at most 30 tokens", json.RootElement.GetProperty("models")[0].GetProperty("protocol").GetString());
    }

    [Fact]
    public void Beir_Jsonl_HasALineForEachSystem()
    {
        CliResult result = Run(Dataset("tiny"), "--model", Model(Reranker), "--format", "jsonl");
        Assert.Equal(["bm25", "jina-bert"], result.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("system").GetString()));
    }

    [Fact]
    public void Beir_DenseAndGivenRuns_AreFirstStages()
    {
        string dataset = Dataset("tiny"), run = _folder.File("my.trec", "q1 Q0 d1 1 2 x\nq1 Q0 d3 2 1 x\n");
        Assert.Contains("candidates by dense retrieval with bert-embedder-mean", Run(dataset, "--model", Model(Reranker), "--first-stage", $"dense:{Model(Embedder)}").Error, StringComparison.Ordinal);
        Assert.Contains("query prefix \"q: \"", Run(dataset, "--model", Model(Reranker), "--first-stage", $"dense:{Model(Embedder)}", "--query-prefix", "q: ").Error, StringComparison.Ordinal);
        Assert.Equal(0, Run(dataset, "--model", Model(Embedder), "--query-prefix", "q: ").Code);
        Assert.Contains("candidates by the given run my", Run(dataset, "--model", Model(Reranker), "--first-stage", $"run:{run}").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Beir_Again_TakesScoresFromTheCacheAndPrintsTheSame()
    {
        string[] args = [Dataset("tiny"), "--model", Model(Reranker), "--cache", Path.Combine(_folder.Path, "kept")];
        Assert.Equal(Run(args).Output, Run(args).Output);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "kept", "scores")));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "out", "cache")));
    }

    [Fact]
    public void Beir_Cancelled_SaysSo()
    {
        CliResult result = new Tool { Cancellation = new CancellationToken(canceled: true) }.Run("eval", "beir", Dataset("tiny"), "--model", Model(Reranker));
        Assert.Equal(("winnow: cancelled\n", 130), (result.Error, result.Code));
    }

    [Theory]
    [InlineData("--first-stage", "bm24", "--first-stage must be auto, bm25, dense:FOLDER or run:FILE, not 'bm24'.")]
    [InlineData("--first-stage", "dense:", "--first-stage must be auto, bm25, dense:FOLDER or run:FILE, not 'dense:'.")]
    [InlineData("--query-prefix", "q: ", "--query-prefix and --document-prefix are for embedders, and no model here is one. Leave them out.")]
    [InlineData("--out", "", "--out is empty text. Name a folder.")]
    [InlineData("--split", "", "--split is empty text. Give a name, as in: winnow eval beir scifact.zip --split test")]
    public void Beir_WrongUsage_IsRefused(string option, string value, string message) =>
        new Tool().Run("eval", "beir", Dataset("tiny"), "--model", Model(Reranker), option, value).Refused(message);

    [Fact]
    public void Beir_PrecisionAndItsComparison_AreRefusedTogether() =>
        new Tool().Run("eval", "beir", Dataset("tiny"), "--precision", "int8", "--compare-precision")
            .Refused("--compare-precision scores in float32 and in int8. Leave --precision out.");

    [Fact]
    public void Beir_DatasetMissing_IsRefused()
    {
        string path = Path.Combine(_folder.Path, "none.zip");
        new Tool().Run("eval", "beir", path)
            .Refused($"{path}: there is no such folder or zip file. Give a BEIR data set: corpus.jsonl, queries.jsonl and qrels/test.tsv.");
    }

    public void Dispose() => _folder.Dispose();

    CliResult Run(params string[] args) => new Tool().Run(["eval", "beir", .. args, "--out", Path.Combine(_folder.Path, "out")]);

    string Dataset(string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, name, "qrels"));
        _folder.File(Path.Combine(name, "corpus.jsonl"), "{\"_id\": \"d1\", \"text\": \"apple apple\"}\n{\"_id\": \"d2\", \"text\": \"apple\"}\n{\"_id\": \"d3\", \"text\": \"cherry\"}\n");
        _folder.File(Path.Combine(name, "queries.jsonl"), "{\"_id\": \"q1\", \"text\": \"apple\"}\n{\"_id\": \"q2\", \"text\": \"cherry\"}\n");
        _folder.File(Path.Combine(name, "qrels", "test.tsv"), "query-id\tcorpus-id\tscore\nq1\td2\t1\nq2\td3\t1\n");
        return Path.Combine(_folder.Path, name);
    }

    static string Model(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Winnow.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests", "Winnow.Tests", "Fixtures", "golden", name);
    }
}
