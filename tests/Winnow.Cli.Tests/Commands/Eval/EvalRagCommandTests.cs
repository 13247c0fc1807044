using System.Text.Json;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands.Eval;

/// <summary>From end to end with the small models that the engine's tests keep.</summary>
public sealed class EvalRagCommandTests : IDisposable
{
    const string Reranker = "jina-bert", Embedder = "bert-embedder-mean";

    readonly TempFolder _folder = new();

    [Fact]
    public void Rag_TwoRetrievers_PrintsRowsColumnsAndTheAverage()
    {
        CliResult result = Run("--retriever", "bm25", "--retriever", $"dense:{Model(Embedder)}", "--model", Model(Reranker), "--model", Model(Embedder), "--query-prefix", "q: ");
        Assert.Equal(0, result.Code);
        Assert.Equal(4, result.Lines.Length);
        Assert.Equal(["hit", "rate", "/", "MRR", "@5", "without", "jina-bert", "bert-embedder-mean"], result.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("bm25                      1.0000 / 1.0000", result.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("dense-bert-embedder-mean  1.0000 / ", result.Lines[2], StringComparison.Ordinal);
        Assert.StartsWith("average                   1.0000 / ", result.Lines[3], StringComparison.Ordinal);
        Assert.Contains("winnow: docs: 2 questions, 3 documents in 3 chunks of at most 512 tokens of ", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "out", "report.md")));
    }

    [Fact]
    public void Rag_Json_IsTheReportAndTheSameAgain()
    {
        string[] args = ["--model", Model(Reranker), "--format", "json", "--max-tokens", "30", "--precision", "int8", "--chunk-model", Model(Reranker)];
        CliResult result = Run(args);
        Assert.Equal(File.ReadAllText(Path.Combine(_folder.Path, "out", "report.json")), result.Output);
        Assert.Equal(result.Output, Run(args).Output);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal("cross-encoder logits, int8, at most 30 tokens", json.RootElement.GetProperty("rerankers")[0].GetProperty("protocol").GetString());
        Assert.StartsWith("at most 512 tokens of jina-bert's tokenizer", json.RootElement.GetProperty("dataset").GetProperty("chunking").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rag_Jsonl_HasALineForEachNumberPair()
    {
        CliResult result = Run("--model", Model(Reranker), "--format", "jsonl");
        Assert.Equal(["bm25", "bm25", null, null], result.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("retriever").GetString()));
    }

    [Fact]
    public void Rag_BeirFolder_IsCutIntoChunks()
    {
        string data = Path.Combine(_folder.Path, "tiny");
        Directory.CreateDirectory(Path.Combine(data, "qrels"));
        _folder.File(Path.Combine("tiny", "corpus.jsonl"), "{\"_id\": \"d1\", \"text\": \"apple cherry apple cherry\"}\n{\"_id\": \"d2\", \"text\": \"owl\"}\n");
        _folder.File(Path.Combine("tiny", "queries.jsonl"), "{\"_id\": \"q1\", \"text\": \"apple\"}\n");
        _folder.File(Path.Combine("tiny", "qrels", "test.tsv"), "query-id\tcorpus-id\tscore\nq1\td1\t1\n");
        CliResult result = new Tool().Run("eval", "rag", data, "--model", Model(Reranker), "--chunk-tokens", "16", "--out", Path.Combine(_folder.Path, "out"));
        Assert.Equal(0, result.Code);
        Assert.Contains("chunks of at most 16 tokens of ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--retriever", "bm24", "--retriever must be bm25 or dense:FOLDER, not 'bm24'.")]
    [InlineData("--retriever", "dense:", "--retriever must be bm25 or dense:FOLDER, not 'dense:'.")]
    [InlineData("--query-prefix", "q: ", "--query-prefix and --document-prefix are for embedders, and no model here is one. Leave them out.")]
    [InlineData("--out", "", "--out is empty text. Name a folder.")]
    [InlineData("--split", "dev", "--split is for data sets in BEIR's layout. Leave it out.")]
    [InlineData("--chunk-overlap", "300", "An overlap of 300 tokens is more than half of the longest chunk, 512 tokens. Make it at most 256.")]
    public void Rag_WrongUsage_IsRefused(string option, string value, string message) =>
        new Tool().Run(["eval", "rag", .. Files(), "--model", Model(Reranker), option, value]).Refused(message);

    [Fact]
    public void Rag_InputMissingOrDouble_IsRefused()
    {
        new Tool().Run("eval", "rag").Refused("Give either a data set or --documents and --questions, as in: winnow eval rag --documents docs.jsonl --questions questions.jsonl");
        new Tool().Run(["eval", "rag", "scifact.zip", .. Files()])
            .Refused("Give either a data set or --documents and --questions, as in: winnow eval rag --documents docs.jsonl --questions questions.jsonl");
        new Tool().Run(["eval", "rag", .. Files()[..2]]).Refused("--documents needs --questions: the two files belong together.");
    }

    [Fact]
    public void Rag_UnknownChunk_NamesFileAndLine()
    {
        string[] files = Files();
        _folder.File("questions.jsonl", "{\"question\": \"apple\", \"chunk_id\": \"a#7\"}\n");
        new Tool().Run(["eval", "rag", .. files])
            .Refused($"{files[3]}, line 1, field \"chunk_id\": \"a#7\" is the id of no chunk. A document of one chunk gives it its id; the chunks of others are numbered, as in \"ID#1\".");
    }

    public void Dispose() => _folder.Dispose();

    CliResult Run(params string[] args) => new Tool().Run(["eval", "rag", .. Files(), .. args, "--out", Path.Combine(_folder.Path, "out")]);

    string[] Files() =>
    [
        "--documents",
        _folder.File("docs.jsonl", "{\"id\": \"a\", \"text\": \"apple apple\"}\n{\"id\": \"b\", \"text\": \"cherry\"}\n{\"id\": \"c\", \"text\": \"owl\"}\n"),
        "--questions",
        _folder.File("questions.jsonl", "{\"question\": \"apple\", \"chunk_id\": \"a\"}\n{\"question\": \"cherry\", \"document_id\": \"b\"}\n"),
    ];

    static string Model(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Winnow.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests", "Winnow.Tests", "Fixtures", "golden", name);
    }
}
