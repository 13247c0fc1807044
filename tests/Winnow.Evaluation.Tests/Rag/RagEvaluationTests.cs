using System.Text.Json;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Rag;
using Winnow.Evaluation.Scorers;
using Winnow.Evaluation.Tests.Scorers;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.Rag;

public sealed class RagEvaluationTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Run_HandMadeRankings_HaveTheProtocolsNumbers()
    {
        // Twelve documents, d01 to d12; the right ones stand at ranks 1, 5, 6 and 11 of the retriever.
        TinyRagDataset collection = new()
        {
            Documents = string.Concat(Enumerable.Range(1, 12).Select(i => $"{{\"id\": \"d{i:00}\", \"text\": \"text{i:00}\"}}\n")),
            Questions = string.Concat(((int[])[1, 5, 6, 11]).Select(i => $"{{\"question\": \"q{i}\", \"chunk_id\": \"d{i:00}\"}}\n")),
        };
        var ascending = new FakeRetriever("up", i => -i);
        var descending = new FakeRetriever("down", i => i);
        // Puts d10 first, then d09 and so on.
        var reranker = new FakeScorer { Rule = (_, document) => int.Parse(document[4..], System.Globalization.CultureInfo.InvariantCulture) };
        RagReport report = new RagEvaluation(_folder["out"]).Run(collection.Read(_folder), [ascending, descending], [reranker], cancellationToken: TestContext.Current.CancellationToken);

        RagResult[][] rows = [.. report.Rows];
        Assert.Equal(["up", "down", null], rows.Select(row => row[0].Retriever));
        Assert.Equal([null, "fake"], rows[0].Select(result => result.Reranker));
        // up: d01 first and d05 fifth; d06 is sixth and d11 not among the ten. Reranked the ten are 10, 9, 8, 7, 6, ...: only d06 is a hit, at rank 5.
        Check(rows[0][0], 2 / 4.0, (1 + 0.2) / 4);
        Check(rows[0][1], 1 / 4.0, 0.2 / 4);
        // down: 12, 11, 10, 9, 8, ...: only d11, at rank 2, and the reranker keeps that order.
        Check(rows[1][0], 1 / 4.0, 0.5 / 4);
        Check(rows[1][1], 1 / 4.0, 0.5 / 4);
        Check(rows[2][0], 1.5 / 4, (1 + 0.2 + 0.5) / 8);
        Check(rows[2][1], 1 / 4.0, (0.2 + 0.5) / 8);
        Assert.Equal([0.75, 0.75], report.Retrievers.Select(retriever => retriever.Ceiling));
        Assert.Equal(8, reranker.Asked.Count);
    }

    [Fact]
    public void Run_AnyChunkOfADocument_IsAHit()
    {
        Run("out", new FakeScorer());
        // Question 1 names the document, of which BM25 finds the second chunk; question 2 names the other chunk alone, which lacks the word.
        string[] values = File.ReadAllLines(_folder["out/questions/bm25.jsonl"]);
        Assert.Equal(["{\"query\":\"line-1\",\"Success@5\":1,\"RR@5\":1,\"Success@10\":1}", "{\"query\":\"line-2\",\"Success@5\":0,\"RR@5\":0,\"Success@10\":0}"], values[..2]);
        Assert.Equal(3, values.Length);
    }

    [Fact]
    public void Run_Intervals_HoldTheMean()
    {
        foreach (RagResult result in Run("out", new FakeScorer()).Results)
        {
            Assert.InRange(result.HitRate.Mean, result.HitRate.Interval.Lower, result.HitRate.Interval.Upper);
            Assert.InRange(result.Mrr.Mean, result.Mrr.Interval.Lower, result.Mrr.Interval.Upper);
        }
    }

    [Fact]
    public void Run_Reports_NameTheProtocolOfEveryNumber()
    {
        Run("out", new FakeScorer());
        string markdown = File.ReadAllText(_folder["out/report.md"]);
        foreach (string part in (string[])["Success@5", "RR@5", "at most 4 tokens of words's tokenizer", "k1 0.9, b 0.4", "- fake: the rule of fake.", "| average |", "10,000 resamples"])
            Assert.Contains(part, markdown, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder["out/report.json"]));
        Assert.Equal(10, json.RootElement.GetProperty("depth").GetInt32());
        Assert.Equal(4, json.RootElement.GetProperty("results").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("results")[2].GetProperty("retriever").ValueKind);
        Assert.Equal(4, json.RootElement.GetProperty("dataset").GetProperty("chunks").GetInt32());
    }

    [Fact]
    public void Run_Twice_WritesTheSameBytesAndScoresOnce()
    {
        var scorer = new FakeScorer();
        Run("out", scorer);
        SortedDictionary<string, byte[]> first = Contents("out");
        Run("out", scorer);
        Assert.Equal(3, scorer.Asked.Count);
        Assert.Equal(first, Contents("out"));
        Assert.Equal(["questions/bm25.jsonl", "questions/bm25/fake.jsonl", "report.json", "report.md", "runs/bm25.trec", "runs/bm25/fake.trec"], first.Keys);
    }

    [Fact]
    public void Run_StoppedInTheMiddle_GoesOnAndWritesTheSameBytes()
    {
        Run("whole", new FakeScorer());
        using var cancellation = new CancellationTokenSource();
        var stopped = new FakeScorer
        {
            Before = question =>
            {
                if (question == "which kiwi")
                    cancellation.Cancel();
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Run("stopped", stopped, cancellation.Token));
        Assert.False(File.Exists(_folder["stopped/report.md"]));
        var resumed = new FakeScorer();
        Run("stopped", resumed);
        Assert.Equal(["which kiwi", "hammer or owl"], resumed.Asked);
        Assert.Equal(Contents("whole"), Contents("stopped"));
    }

    [Fact]
    public void Run_NamesThatMeet_AreRefused()
    {
        Assert.StartsWith("Two retrievers are called bm25", Refused([new Bm25(), new Bm25()], []), StringComparison.Ordinal);
        Assert.StartsWith("Two rerankers are called fake", Refused([new Bm25()], [new FakeScorer(), new FakeScorer()]), StringComparison.Ordinal);

        string Refused(IFirstStage[] retrievers, ICandidateScorer[] rerankers) => Assert.Throws<WinnowException>(() => new RagEvaluation(_folder["out"])
            .Run(new TinyRagDataset().Read(_folder), retrievers, rerankers, cancellationToken: TestContext.Current.CancellationToken)).Message;
    }

    public void Dispose() => _folder.Dispose();

    static void Check(RagResult result, double hitRate, double mrr)
    {
        Assert.Equal(hitRate, result.HitRate.Mean, 1e-12);
        Assert.Equal(mrr, result.Mrr.Mean, 1e-12);
    }

    RagReport Run(string output, ICandidateScorer scorer, CancellationToken? cancellationToken = null) =>
        new RagEvaluation(_folder[output])
            .Run(new TinyRagDataset().Read(_folder), [new Bm25()], [scorer], cancellationToken: cancellationToken ?? TestContext.Current.CancellationToken);

    SortedDictionary<string, byte[]> Contents(string output)
    {
        var contents = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(_folder[output], "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(_folder[output], file).Replace('\\', '/');
            if (!name.StartsWith("cache/", StringComparison.Ordinal))
                contents.Add(name, File.ReadAllBytes(file));
        }

        return contents;
    }

    // Ranks all documents by a rule on their positions.
    sealed class FakeRetriever(string name, Func<int, float> rule) : IFirstStage
    {
        public string Name => name;

        public string Protocol => $"the rule of {name}";

        public string Fingerprint => name;

        public TrecRun Retrieve(BeirDataset dataset, int depth, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        {
            var run = new TrecRun(name);
            foreach (BeirQuery query in dataset.Queries)
                run.Add(query.Id, dataset.Documents.Select((document, i) => new ScoredDocument(document.Id, rule(i))).OrderByDescending(one => one.Score).Take(depth));
            return run;
        }
    }
}
