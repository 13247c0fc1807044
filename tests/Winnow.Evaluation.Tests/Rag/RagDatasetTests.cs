using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Rag;
using Winnow.Evaluation.Tests.Beir;

namespace Winnow.Evaluation.Tests.Rag;

public sealed class RagDatasetTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Read_OwnFiles_CutsDocumentsAndResolvesQuestions()
    {
        RagDataset collection = new TinyRagDataset().Read(_folder);
        Assert.Equal(
            [
                new BeirDocument("birds", "", "owl robin"), new BeirDocument("fruit#1", "Fruit", "apple banana cherry."),
                new BeirDocument("fruit#2", "Fruit", "Date fig grape kiwi."), new BeirDocument("tools", "", "hammer saw"),
            ],
            collection.Chunks.Documents);
        Assert.Equal(3, collection.Documents);
        Assert.Equal(["line-1", "line-2", "line-3"], collection.Chunks.Queries.Select(question => question.Id));
        Assert.Equal(["fruit#1", "fruit#2"], collection.Chunks.Qrels["line-1"].Keys);
        Assert.Equal(["fruit#1"], collection.Chunks.Qrels["line-2"].Keys);
    }

    [Fact]
    public void Load_BeirFolderAndZip_TakesAllChunksOfRelevantDocuments()
    {
        var files = new TinyDataset
        {
            ["corpus.jsonl"] = "{\"_id\": \"d2\", \"text\": \"a b c d e\"}\n{\"_id\": \"d3\", \"text\": \" \"}\n{\"_id\": \"d5\", \"title\": \"apple\", \"text\": \"\"}\n",
        };
        RagDataset collection = RagDataset.Load(files.WriteFolder(_folder), TinyRagDataset.Chunking, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["d2#1", "d2#2", "d5"], collection.Chunks.Documents.Select(chunk => chunk.Id));
        // d4 is not in the corpus: right, and never found.
        Assert.Equal(["d2#1", "d2#2", "d4"], collection.Chunks.Qrels["q1"].Keys);
        Assert.Equal(["d5"], collection.Chunks.Qrels["q3"].Keys);
        Assert.Equal(["1 blank documents were left out."], collection.Chunks.Notes);
        RagDataset zipped = RagDataset.Load(files.WriteZip(_folder), TinyRagDataset.Chunking, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(collection.Chunks.Fingerprint, zipped.Chunks.Fingerprint);
    }

    [Theory]
    [InlineData("{\"id\": \"a\", \"text\": \"x\"}\n{\"id\": \"a\", \"text\": \"y\"}\n", "line 2, field \"id\": \"a\" was the id of an earlier line. Ids must differ.")]
    [InlineData("{\"id\": \"a\", \"text\": \"1 2 3 4 5\"}\n{\"id\": \"a#2\", \"text\": \"y\"}\n", "line 2: two chunks would have the id \"a#2\"")]
    [InlineData("\n{\"id\": \"a\", \"text\": \" \\n\"}\n", "line 2, field \"text\": is blank, and so is the title")]
    [InlineData("{\"id\": \"a\"}\n", "line 1, field \"text\": is missing.")]
    [InlineData("{\"id\": \"\", \"text\": \"x\"}\n", "line 1, field \"id\": is empty.")]
    [InlineData("{\"id\": \"a b\", \"text\": \"x\"}\n", "line 1, field \"id\": \"a b\" has white space in it")]
    [InlineData("{\"id\": \"a\", \"text\": \"x\"", "line 1, column ")]
    public void Read_BadDocuments_SaysWhere(string documents, string message) =>
        Assert.StartsWith($"{_folder["docs.jsonl"]}, {message}", Refused(new TinyRagDataset { Documents = documents }), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"question\": \"x\", \"chunk_id\": \"none\"}", "line 1, field \"chunk_id\": \"none\" is the id of no chunk.")]
    [InlineData("{\"question\": \"x\", \"chunk_id\": \"fruit\"}", "line 1, field \"chunk_id\": \"fruit\" was cut into 2 chunks, \"fruit#1\" to \"fruit#2\". Name one of them")]
    [InlineData("{\"question\": \"x\", \"document_id\": \"none\"}", "line 1, field \"document_id\": \"none\" is the id of no document.")]
    [InlineData("\n{\"question\": \"x\"}", "line 2: a question has either chunk_id or document_id, and here none of them is.")]
    [InlineData("{\"question\": \"x\", \"chunk_id\": \"tools\", \"document_id\": \"tools\"}", "line 1: a question has either chunk_id or document_id, and here both are.")]
    [InlineData("{\"question\": \" \", \"chunk_id\": \"tools\"}", "line 1, field \"question\": is blank.")]
    [InlineData("{\"chunk_id\": \"tools\"}", "line 1, field \"question\": is missing.")]
    public void Read_BadQuestions_SaysWhere(string questions, string message) =>
        Assert.StartsWith($"{_folder["questions.jsonl"]}, {message}", Refused(new TinyRagDataset { Questions = questions }), StringComparison.Ordinal);

    [Fact]
    public void Read_NothingThere_SaysWhichFile()
    {
        Assert.StartsWith($"{_folder["docs.jsonl"]}: there are no documents.", Refused(new TinyRagDataset { Documents = "\n" }), StringComparison.Ordinal);
        Assert.StartsWith($"{_folder["questions.jsonl"]}: there are no questions.", Refused(new TinyRagDataset { Questions = "" }), StringComparison.Ordinal);
        string missing = _folder["missing.jsonl"];
        Assert.StartsWith(
            $"{missing}: the file cannot be read: ",
            Assert.Throws<WinnowException>(() => RagDataset.Read(missing, missing, TinyRagDataset.Chunking, TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corpus.jsonl", "{\"_id\": \"d2\", \"text\": \"\"}\n", "all documents are blank")]
    [InlineData("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td2\t0\n", "no query has a document of grade 1 or more in qrels/test.tsv")]
    [InlineData("corpus.jsonl", "{\"_id\": \"d\", \"text\": \"1 2 3 4 5\"}\n{\"_id\": \"d#1\", \"text\": \"x\"}\n", "two chunks would have the id \"d#1\"")]
    public void Load_NothingToEvaluate_IsRefused(string file, string content, string message)
    {
        string folder = new TinyDataset { [file] = content }.WriteFolder(_folder);
        var error = Assert.Throws<WinnowException>(() => RagDataset.Load(folder, TinyRagDataset.Chunking, cancellationToken: TestContext.Current.CancellationToken));
        Assert.StartsWith(folder, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    string Refused(TinyRagDataset collection) => Assert.Throws<WinnowException>(() => collection.Read(_folder)).Message;
}
