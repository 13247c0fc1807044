using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Tests.Beir;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.FirstStage;

public sealed class Bm25Tests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Retrieve_FiveDocuments_HasTheScoresOfTheFormula()
    {
        // N = 5, avgdl = 11 / 5; "apple" is in three documents and "cherry" in two. For d5, of one word: ln(1 + 2.5 / 3.5) * 1.9 / (1 + 0.9 (0.6 + 0.4 / 2.2)).
        TrecRun run = Retrieve(new TinyDataset().Load(_folder));
        Equal([("d2", 1.494804), ("d4", 0.757966), ("d5", 0.601122), ("d1", 0.548443)], run.Ranking("q1"));
        Equal([("d2", 2.170570), ("d5", 1.202244), ("d1", 1.096887), ("d4", 0.757966)], run.Ranking("q3"));
        Assert.Equal(["q1", "q3"], run.QueryIds);
    }

    [Fact]
    public void Retrieve_DocumentWithTheQuerysId_IsLeftOutAndNotCounted()
    {
        TrecRun run = Retrieve(
            new TinyDataset
            {
                ["queries.jsonl"] = "{\"_id\": \"d2\", \"text\": \"apple cherry\"}\n",
                ["qrels/test.tsv"] = "query-id\tcorpus-id\tscore\nd2\td4\t1\n",
            }.Load(_folder),
            depth: 3);
        Assert.Equal(["d4", "d5", "d1"], run.Ranking("d2").Select(document => document.DocumentId));
    }

    [Fact]
    public void Retrieve_EqualDocuments_ComeInOrderOfTheirIds()
    {
        string[] ids = ["b", "a", "é", "C", "10", "9"];
        TrecRun run = Retrieve(new TinyDataset
        {
            ["corpus.jsonl"] = string.Concat(ids.Select(id => $"{{\"_id\": \"{id}\", \"text\": \"apple\"}}\n")),
            ["qrels/test.tsv"] = "query-id\tcorpus-id\tscore\nq1\ta\t1\n",
        }.Load(_folder));
        Assert.Equal(["10", "9", "C", "a", "b", "é"], run.Ranking("q1", TieRule.Float32).Select(document => document.DocumentId));
    }

    [Fact]
    public void Retrieve_QueryOfMoreWordsThanLuceneTakesAtOnce_CountsThemAll()
    {
        string words = string.Join(' ', Enumerable.Range(0, 3000).Select(i => $"w{i}"));
        TrecRun run = Retrieve(new TinyDataset
        {
            ["corpus.jsonl"] = "{\"_id\": \"d1\", \"text\": \"w0\"}\n{\"_id\": \"d2\", \"text\": \"w2999\"}\n{\"_id\": \"d3\", \"text\": \"w1500\"}\n{\"_id\": \"d4\", \"text\": \"x\"}\n",
            ["queries.jsonl"] = $"{{\"_id\": \"q1\", \"text\": \"{words}\"}}\n",
        }.Load(_folder));
        Assert.Equal(3, run["q1"].Count);
    }

    [Fact]
    public void Retrieve_QueryWithSyntaxAndStopWordsOnly_IsNoError()
    {
        TrecRun run = Retrieve(new TinyDataset { ["queries.jsonl"] = "{\"_id\": \"q1\", \"text\": \"the AND -( \\\"\"}\n{\"_id\": \"q3\", \"text\": \"Apples' +banana*\"}\n" }.Load(_folder));
        Assert.Equal(["q3"], run.QueryIds);
        Assert.Equal(4, run["q3"].Count);
    }

    [Fact]
    public void Retrieve_Cancelled_Stops()
    {
        BeirDataset dataset = new TinyDataset().Load(_folder);
        Assert.ThrowsAny<OperationCanceledException>(() => new Bm25().Retrieve(dataset, 10, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(-1f, 0.4f)]
    [InlineData(float.NaN, 0.4f)]
    [InlineData(0.9f, 1.1f)]
    [InlineData(0.9f, float.NaN)]
    public void Bm25_ParameterOutOfRange_Throws(float k1, float b) => Assert.Throws<ArgumentOutOfRangeException>(() => new Bm25(k1, b));

    // The first two rows are Anserini's published flat runs, to their last digit.
    [Theory]
    [InlineData("scifact", 0.6789, 0.9253)]
    [InlineData("nfcorpus", 0.3218, 0.2457)]
    [InlineData("cranfield", 0.4900, 0.7374)]
    [InlineData("cisi", 0.3635, 0.4304)]
    [InlineData("vaswani", 0.4368, 0.6186)]
    [InlineData("time", 0.7033, 0.9648)]
    public void Retrieve_WholeCollection_HasTheKnownNumbers(string name, double ndcg, double recall)
    {
        BeirDataset dataset = BeirDataset.Load(Repository.Collection(name), cancellationToken: TestContext.Current.CancellationToken);
        RunEvaluation evaluation = RunEvaluation.Compute(
            dataset.Qrels, Retrieve(dataset, 1000), [new Ndcg(10), new RecallAt(100)], new EvaluationOptions { Complete = true });
        Assert.Equal(ndcg, evaluation.Mean(new Ndcg(10)), 0.0001);
        Assert.Equal(recall, evaluation.Mean(new RecallAt(100)), 0.0001);
    }

    public void Dispose() => _folder.Dispose();

    static TrecRun Retrieve(BeirDataset dataset, int depth = 100) => new Bm25().Retrieve(dataset, depth, cancellationToken: TestContext.Current.CancellationToken);

    static void Equal((string Id, double Score)[] expected, IReadOnlyList<ScoredDocument> actual)
    {
        Assert.Equal(expected.Select(document => document.Id), actual.Select(document => document.DocumentId));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-5));
    }
}
