using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Tests.Beir;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.FirstStage;

public sealed class GivenRunTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Retrieve_Run_IsCutToDepthInTrecsOrder()
    {
        BeirDataset dataset = new TinyDataset { ["runs/own.trec"] = "q1 Q0 d1 1 1 x\nq1 Q0 d2 2 3 x\nq1 Q0 d3 3 1 x\nq2 Q0 d1 1 1 x\n" }.Load(_folder);
        TrecRun run = GivenRun.FromDataset(dataset, "own").Retrieve(dataset, 2, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["q1"], run.QueryIds);
        Assert.Equal(["d2", "d3"], run.Ranking("q1").Select(document => document.DocumentId));
    }

    [Fact]
    public void Retrieve_UnknownDocument_SaysWhich()
    {
        BeirDataset dataset = new TinyDataset().Load(_folder);
        File.WriteAllText(_folder["my.trec"], "q1 Q0 d9 1 1 x\n");
        var stage = GivenRun.FromFile(_folder["my.trec"]);
        Assert.Equal("my", stage.Name);
        Assert.Equal(
            $"{_folder["my.trec"]}: query q1 has the document \"d9\", which is not in the corpus of tiny. Check that the run was made for this data set.",
            Assert.Throws<WinnowException>(() => stage.Retrieve(dataset, 2, cancellationToken: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Retrieve_RunOfAnotherDataset_IsRefused()
    {
        BeirDataset dataset = new TinyDataset().Load(_folder);
        File.WriteAllText(_folder["my.trec"], "q9 Q0 d1 1 1 x\n");
        Assert.Contains(
            "no documents for any judged query of tiny",
            Assert.Throws<WinnowException>(() => GivenRun.FromFile(_folder["my.trec"]).Retrieve(dataset, 2, cancellationToken: TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bm25.top100", "other", "bm25.top100")]
    [InlineData("candidates", "own_bm25.top100", "candidates")]
    [InlineData("candidates", "bm25.top100", "bm25")]
    [InlineData("own_bm25.top100", "other", "bm25")]
    public void Automatic_RunsOfTheDataset_DecideTheStage(string first, string second, string expected)
    {
        const string run = "q1 Q0 d1 1 1 x\n";
        BeirDataset dataset = new TinyDataset { [$"runs/{first}.trec"] = run, [$"runs/{second}.trec"] = run }.Load(_folder);
        Assert.Equal(expected, AutomaticFirstStage.For(dataset).Name);
    }

    public void Dispose() => _folder.Dispose();
}
