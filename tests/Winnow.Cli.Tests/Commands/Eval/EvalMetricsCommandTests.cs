using System.Text.Json;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands.Eval;

public sealed class EvalMetricsCommandTests : IDisposable
{
    const string Judgements = "q1 0 a 1\nq1 0 b 2\nq2 0 a 1\nq3 0 c 0\n";
    const string First = "q1 Q0 a 1 3 t\nq1 Q0 b 2 2 t\nq2 Q0 x 1 5 t\nq2 Q0 a 2 4 t\nq3 Q0 c 1 1 t\n";
    const string Second = "q1 Q0 b 1 3 t\nq1 Q0 a 2 2 t\nq2 Q0 a 1 5 t\nq2 Q0 x 2 4 t\nq3 Q0 c 1 1 t\n";

    readonly TempFolder _folder = new();
    readonly string _qrels, _first, _second;

    public EvalMetricsCommandTests()
    {
        _qrels = _folder.File("qrels.txt", Judgements);
        _first = _folder.File("first.run", First);
        _second = _folder.File("second.run", Second);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Metrics_OneRun_PrintsItsMeans() =>
        Assert.Equal(
            $"""
            {"run".PadRight(_first.Length)}  queries  nDCG@10      AP   RR@10   R@100
            {_first}        3   0.4969  0.5000  0.5000  0.6667

            """.ReplaceLineEndings("\n"),
            new Tool().Run("eval", "metrics", "--qrels", _qrels, "--run", _first).Done().Output);

    [Fact]
    public void Metrics_TwoRuns_ComparesThemWithTheFirst()
    {
        string pad = new(' ', _second.Length - _first.Length), name = "run".PadRight(_second.Length);
        Assert.Equal(
            $"""
            {name}  queries      RR     P@1
            {_first}{pad}        3  0.5000  0.3333
            {_second}        3  0.6667  0.6667

            compared with {_first}:
            {name}  metric  queries  difference      95 % interval       p
            {_second}  RR            3     +0.1667  0.0000 to +0.5000  1.0000
            {_second}  P@1           3     +0.3333  0.0000 to +1.0000  1.0000

            """.ReplaceLineEndings("\n"),
            new Tool().Run("eval", "metrics", "--qrels", _qrels, "--run", _first, "--run", _second, "--metric", "RR", "--metric", "P@1").Done().Output);
    }

    [Fact]
    public void Metrics_PerQuery_PrintsQueriesBeforeMeans() =>
        Assert.Equal(
            $"""
            {"run".PadRight(_first.Length)}  query      RR
            {_first}  q1     1.0000
            {_first}  q2     0.5000
            {_first}  q3     0.0000

            {"run".PadRight(_first.Length)}  queries      RR
            {_first}        3  0.5000

            """.ReplaceLineEndings("\n"),
            new Tool().Run("eval", "metrics", "--qrels", _qrels, "--run", _first, "--metric", "MRR", "RR", "--per-query").Done().Output);

    [Fact]
    public void Metrics_MissingQuery_CountsOnlyIfCompleteAndIsSaid()
    {
        string run = _folder.File("part.run", "q1 Q0 a 1 3 t\n");
        string[] args = ["eval", "metrics", "--qrels", _qrels, "--run", run, "--metric", "RR"];

        CliResult part = new Tool().Run(args);
        CliResult all = new Tool().Run([.. args, "--complete"]).Done();

        Assert.Equal((0, $"winnow: {run} lacks 2 of the 3 judged queries; its means are over the other 1. --complete counts them as 0.\n"), (part.Code, part.Error));
        Assert.EndsWith("  1.0000\n", part.Output, StringComparison.Ordinal);
        Assert.EndsWith("  0.3333\n", all.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.5000")]
    [InlineData("0.5000", "--ties", "float32")]
    [InlineData("1.0000", "--ties", "Double")]
    public void Metrics_Ties_FollowTheRule(string value, params string[] ties)
    {
        string qrels = _folder.File("q", "q 0 a 1\n"), run = _folder.File("r", "q Q0 a 1 0.9999999801 t\nq Q0 b 2 0.9999999800 t\n");

        Assert.EndsWith($"  {value}\n", new Tool().Run(["eval", "metrics", "--qrels", qrels, "--run", run, "--metric", "RR", .. ties]).Done().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_Json_IsOneObject()
    {
        string output = new Tool().Run("eval", "metrics", "--qrels", _qrels, "--run", _first, _second, "--metric", "P@1", "--per-query", "--format", "json").Done().Output;

        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement root = json.RootElement, run = root.GetProperty("runs")[1], comparison = root.GetProperty("comparisons")[0];
        Assert.Single(output.TrimEnd('\n').Split('\n'));
        Assert.Equal(["qrels", "ties", "complete", "runs", "comparisons"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal((_qrels, "float32", false), (root.GetProperty("qrels").GetString(), root.GetProperty("ties").GetString(), root.GetProperty("complete").GetBoolean()));
        Assert.Equal((_second, 3, 0), (run.GetProperty("run").GetString(), run.GetProperty("queries").GetInt32(), run.GetProperty("missing").GetInt32()));
        Assert.Equal("""{"mean":0.6666666666666666,"lower":0,"upper":1}""", run.GetProperty("metrics").GetProperty("P@1").GetRawText());
        Assert.Equal("""[{"query":"q1","metrics":{"P@1":1}},{"query":"q2","metrics":{"P@1":1}},{"query":"q3","metrics":{"P@1":0}}]""", run.GetProperty("per_query").GetRawText());
        Assert.Equal(["run", "baseline", "metric", "queries", "difference", "lower", "upper", "p"], comparison.EnumerateObject().Select(property => property.Name));
        Assert.Equal((_first, 1.0), (comparison.GetProperty("baseline").GetString(), comparison.GetProperty("p").GetDouble()));
    }

    [Fact]
    public void Metrics_Jsonl_HasALineForEachQueryRunAndComparison()
    {
        string[] lines = new Tool().Run("eval", "metrics", "--qrels", _qrels, "--run", _first, "--run", _second, "--metric", "RR", "--per-query", "--format", "jsonl").Done().Lines;

        Assert.Equal(9, lines.Length);
        Assert.EndsWith("""first.run","query":"q2","metrics":{"RR":0.5}}""", lines[1], StringComparison.Ordinal);
        Assert.Contains("""first.run","queries":3,"missing":0,"metrics":{"RR":{"mean":0.5,""", lines[3], StringComparison.Ordinal);
        Assert.Contains("""second.run","query":"q1",""", lines[4], StringComparison.Ordinal);
        Assert.Contains("""first.run","metric":"RR","queries":3,"difference":0.16666666666666666,"lower":0,"upper":0.5,"p":1}""", lines[8], StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_Repeated_GivesTheSameDigits()
    {
        string[] args = ["eval", "metrics", "--qrels", _qrels, "--run", _first, _second, "--format", "json"];

        Assert.Equal(new Tool().Run(args).Done().Output, new Tool().Run(args).Done().Output);
    }

    [Fact]
    public void Metrics_BadLine_NamesFileAndLine()
    {
        string bad = _folder.File("bad.run", First + "q3 Q0 d 2 NaN t\n");

        new Tool().Run("eval", "metrics", "--qrels", _qrels, "--run", bad).Refused(
            $"{bad}, line 6: the score \"NaN\" is not finite, so it has no place in an order. Find out why the system gave it.");
    }

    [Fact]
    public void Metrics_RunOfAnotherCollection_IsNamed()
    {
        string other = _folder.File("other.run", "x Q0 a 1 1 t\n");

        Assert.Equal("", new Tool().Run("eval", "metrics", "--qrels", _qrels, "--run", _first, other).Refused(
            $"{other} with {_qrels}: The run has no document for any judged query. Check that the run and the judgements are of the same collection and write query ids alike.").Output);
    }

    [Fact]
    public void Metrics_RunsWithoutACommonQuery_AreNotCompared()
    {
        string one = _folder.File("one.run", "q1 Q0 a 1 1 t\n"), two = _folder.File("two.run", "q2 Q0 a 1 1 t\n");

        new Tool().Run("eval", "metrics", "--qrels", _qrels, "--run", one, two).Refused(
            $"{two}: it shares no judged query with {one}, so the two cannot be compared. Evaluate them one by one, or with --complete.");
    }

    [Theory]
    [InlineData("eval needs one of its commands: metrics, beir, rag, report. See 'winnow eval --help'.", "eval")]
    [InlineData("'metrcs' is no command of winnow eval. Did you mean 'metrics'? See 'winnow eval --help'.", "eval", "metrcs")]
    [InlineData("Option '--run' is required. See 'winnow eval metrics --help'.", "eval", "metrics", "--qrels", "q")]
    [InlineData("'--metirc' is no option of winnow eval metrics. Did you mean '--metric'? Text that starts with a dash goes after --. See 'winnow eval metrics --help'.", "eval", "metrics", "--qrels", "q", "--run", "r", "--metirc", "AP")]
    [InlineData("--ties must be float32 or double, not '1'. See 'winnow eval metrics --help'.", "eval", "metrics", "--qrels", "q", "--run", "r", "--ties", "1")]
    [InlineData("The metric \"ERR\" does not exist. There are nDCG, nDCG@10, AP, AP@100, RR, RR@10, P@5, R@100 and Success@5, with any number after the @; all but nDCG take (rel=2) before the @, the lowest grade that counts as relevant.", "eval", "metrics", "--qrels", "q", "--run", "r", "--metric", "ERR")]
    public void Metrics_WrongUsage_IsExplained(string message, params string[] args) => Assert.Equal("", new Tool().Run(args).Refused(message).Output);

    [Theory]
    [InlineData("eval")]
    [InlineData("eval", "metrics")]
    public void Metrics_Help_ShowsExamples(params string[] verb) =>
        Assert.Contains("Examples:\n  winnow eval metrics --qrels", new Tool().Run([.. verb, "--help"]).Done().Output, StringComparison.Ordinal);
}
