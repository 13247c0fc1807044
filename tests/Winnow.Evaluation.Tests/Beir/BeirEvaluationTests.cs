using System.Text;
using System.Text.Json;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Scorers;
using Winnow.Evaluation.Tests.Scorers;

namespace Winnow.Evaluation.Tests.Beir;

public sealed class BeirEvaluationTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Run_TinyDataset_HasFirstStageAndModel()
    {
        BeirReport report = Run("out", new FakeScorer { Rule = (_, document) => document.Contains("fig", StringComparison.Ordinal) ? 1e9f : document.Length });
        Assert.Equal(["bm25", "fake"], report.Results.Select(result => result.System));
        // q1: the first stage has d2 (grade 1) before d4 (grade 2), the model has d4 first; q3: the model has d5, the shortest, last of four; q4 has no candidates.
        double ideal = 2 + (1 / Math.Log2(3));
        Assert.Equal((((1 + (2 / Math.Log2(3))) / ideal) + (1 / Math.Log2(3))) / 3, report.Results[0].Complete.Mean(BeirResult.Main), 1e-12);
        Assert.Equal((1 + (1 / Math.Log2(5))) / 3, report.Results[1].Complete.Mean(BeirResult.Main), 1e-12);
        Assert.Equal((1 + (1 / Math.Log2(5))) / 2, report.Results[1].Found.Mean(BeirResult.Main), 1e-12);
        Assert.Equal(8, report.Datasets[0].Candidates);
    }

    [Fact]
    public void Run_Reports_NameTheProtocolOfEveryNumber()
    {
        Run("out", new FakeScorer());
        string markdown = File.ReadAllText(_folder["out/report.md"]);
        Assert.Contains("k1 0.9, b 0.4", markdown, StringComparison.Ordinal);
        Assert.Contains("- fake: the rule of fake.", markdown, StringComparison.Ordinal);
        Assert.Contains("trec_eval -c", markdown, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder["out/report.json"]));
        Assert.Equal(100, json.RootElement.GetProperty("depth").GetInt32());
        Assert.Equal(3, json.RootElement.GetProperty("results")[1].GetProperty("complete").GetProperty("queries").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("results")[1].GetProperty("beir").GetProperty("queries").GetInt32());
        Assert.Equal(3, File.ReadAllLines(_folder["out/queries/tiny.fake.jsonl"]).Length);
        Assert.StartsWith("q1 Q0 ", File.ReadAllText(_folder["out/runs/tiny.fake.trec"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Twice_WritesTheSameBytesAndScoresOnce()
    {
        var scorer = new FakeScorer();
        Run("out", scorer);
        SortedDictionary<string, byte[]> first = Contents("out");
        Run("out", scorer);
        Assert.Equal(2, scorer.Asked.Count);
        Assert.Equal(first, Contents("out"));
        Assert.Equal(["queries/tiny.bm25.jsonl", "queries/tiny.fake.jsonl", "report.json", "report.md", "runs/tiny.bm25.trec", "runs/tiny.fake.trec"], first.Keys);
    }

    [Fact]
    public void Run_StoppedInTheMiddle_GoesOnAndWritesTheSameBytes()
    {
        Run("whole", new FakeScorer());
        using var cancellation = new CancellationTokenSource();
        var stopped = new FakeScorer
        {
            Before = query =>
            {
                if (query == "apple apple cherry")
                    cancellation.Cancel();
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Run("stopped", stopped, cancellation.Token));
        Assert.False(File.Exists(_folder["stopped/report.md"]));
        // As if the process had died while it wrote the next line.
        string journal = Assert.Single(Directory.GetFiles(_folder["stopped/cache/scores"]));
        File.AppendAllText(journal, "{\"query\":\"q3\",\"scores\":{\"d1\":1.");

        var resumed = new FakeScorer();
        Run("stopped", resumed);
        Assert.Equal(["apple apple cherry"], resumed.Asked);
        Assert.Equal(Contents("whole"), Contents("stopped"));
    }

    [Fact]
    public void Run_SmallerDepth_TakesScoresFromTheCache()
    {
        Run("out", new FakeScorer());
        var scorer = new FakeScorer();
        Run("out", scorer, depth: 2);
        Assert.Empty(scorer.Asked);
        Assert.Equal(4, File.ReadAllLines(_folder["out/runs/tiny.fake.trec"]).Length);
    }

    [Fact]
    public void Run_Comparison_IsInBothReports()
    {
        BeirReport report = new BeirEvaluation(new BeirOptions { OutputFolder = _folder["out"], Comparisons = [("a", "b")] }).Run(
            [new TinyDataset().Load(_folder)],
            [new FakeScorer("a"), new FakeScorer("b") { Rule = (query, document) => (float)Math.Sin(query.Length + (document.Length * 0.1)) + 0.25f }],
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, report.Comparisons[0].Agreement.MeanKendallTau, 1e-12);
        Assert.Equal(0.25, report.Comparisons[0].Agreement.MedianDrift, 1e-6);
        Assert.Contains("| tiny | a | b |", File.ReadAllText(_folder["out/report.md"]), StringComparison.Ordinal);
        Assert.Contains("\"mean_kendall_tau_b\": 1", File.ReadAllText(_folder["out/report.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NonAsciiIds_SurviveEveryFile()
    {
        BeirDataset dataset = new TinyDataset
        {
            ["corpus.jsonl"] = "{\"_id\": \"日本-😀\", \"text\": \"apple\"}\n{\"_id\": \"é\", \"text\": \"apple\"}\n",
            ["queries.jsonl"] = "{\"_id\": \"ü\", \"text\": \"apple\"}\n",
            ["qrels/test.tsv"] = "query-id\tcorpus-id\tscore\nü\t日本-😀\t1\n",
        }.Load(_folder, "ñ");
        var evaluation = new BeirEvaluation(new BeirOptions { OutputFolder = _folder["out"] });
        evaluation.Run([dataset], [new FakeScorer()], cancellationToken: TestContext.Current.CancellationToken);
        var again = new FakeScorer();
        evaluation.Run([dataset], [again], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(again.Asked);
        Assert.Contains("日本-😀", File.ReadAllText(_folder["out/runs/ñ.fake.trec"], Encoding.UTF8), StringComparison.Ordinal);
        Assert.Contains("\"query\":\"ü\"", File.ReadAllText(_folder["out/queries/ñ.fake.jsonl"], Encoding.UTF8), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Progress_CountsWhatIsNotCached()
    {
        List<BeirProgress> reports = [];
        BeirEvaluation evaluation = new(new BeirOptions { OutputFolder = _folder["out"] });
        evaluation.Run([new TinyDataset().Load(_folder)], [new FakeScorer()], new Sink(reports.Add), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([new("tiny, fake", "pairs", 4, 8), new("tiny, fake", "pairs", 8, 8)], reports.Where(report => report.Unit == "pairs"));
        Assert.Equal(100, reports.Last(report => report.Step == "tiny, first stage bm25").Done);
    }

    [Fact]
    public void Run_NamesThatMeet_AreRefused()
    {
        Assert.Equal(
            "Two models are called fake, and their files would be one. Rename the folder or file of one of them.",
            Assert.Throws<WinnowException>(() => Run("out", [new FakeScorer(), new FakeScorer()])).Message);
        Assert.Contains("are both called bm25", Assert.Throws<WinnowException>(() => Run("out", new FakeScorer("bm25"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ComparisonOfUnknownModel_IsRefusedBeforeTheWork()
    {
        var scorer = new FakeScorer();
        var evaluation = new BeirEvaluation(new BeirOptions { OutputFolder = _folder["out"], Comparisons = [("fake", "other")] });
        Assert.Equal(
            "fake and other are to be compared, and not both are among the models. Add the one that is missing.",
            Assert.Throws<WinnowException>(() => evaluation.Run([new TinyDataset().Load(_folder)], [scorer], cancellationToken: TestContext.Current.CancellationToken)).Message);
        Assert.Empty(scorer.Asked);
    }

    [Fact]
    public void Run_FirstStageFindsNothing_SaysSo()
    {
        BeirDataset dataset = new TinyDataset { ["queries.jsonl"] = "{\"_id\": \"q1\", \"text\": \"zebra\"}\n" }.Load(_folder);
        var error = Assert.Throws<WinnowException>(
            () => new BeirEvaluation(new BeirOptions { OutputFolder = _folder["out"] }).Run([dataset], [new FakeScorer()], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("finds no document for any query", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OutputFolderIsAFile_SaysSo()
    {
        File.WriteAllText(_folder["out"], "");
        Assert.Contains("cannot be", Assert.Throws<WinnowException>(() => Run("out", new FakeScorer())).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    BeirReport Run(string output, ICandidateScorer scorer, CancellationToken? cancellationToken = null, int depth = BeirOptions.DefaultDepth) =>
        Run(output, [scorer], cancellationToken, depth);

    BeirReport Run(string output, ICandidateScorer[] scorers, CancellationToken? cancellationToken = null, int depth = BeirOptions.DefaultDepth) =>
        new BeirEvaluation(new BeirOptions { OutputFolder = _folder[output], Depth = depth, FirstStage = _ => new Bm25() })
            .Run([new TinyDataset().Load(_folder)], scorers, cancellationToken: cancellationToken ?? TestContext.Current.CancellationToken);

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

    sealed class Sink(Action<BeirProgress> report) : IProgress<BeirProgress>
    {
        public void Report(BeirProgress value) => report(value);
    }
}
