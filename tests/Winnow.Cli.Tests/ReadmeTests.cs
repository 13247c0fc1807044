using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Winnow.Cli.Engine;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests;

/// <summary>What the README prints, run with the real engine and the model in the repository.</summary>
public class ReadmeTests
{
    // Int8 scores differ a little between instruction sets; the README has those of one with VNNI.
    const double ScoreTolerance = 0.03;

    static readonly string Repository = FindRepository();

    static readonly Regex ScoreAndBar = new(@"(?<=^\d  )(?<score>\d\.\d{4}) \S+ +", RegexOptions.CultureInvariant);

    [Fact]
    public void Rerank_HelpCenter_PrintsWhatTheReadmeShows()
    {
        var tool = new Tool { RealEngine = new WinnowEngine(), Terminal = true, Width = 118, Variables = { ["NO_COLOR"] = "1" } };
        CliResult result = tool.Run("rerank", "how do I reset my password?", Sample("help-center.txt"), "--top", "5");
        Assert.Equal((0, ""), (result.Code, result.Error));
        string[] shown = [.. Block("#   score").Select(line => line.TrimEnd())];
        string[] printed = [.. result.Output.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
        Assert.Equal(shown.Select(line => ScoreAndBar.Replace(line, "")), printed.Select(line => ScoreAndBar.Replace(line, "")));
        Assert.All(shown.Skip(1).Zip(printed.Skip(1)), pair => Assert.Equal(ScoreOf(pair.First), ScoreOf(pair.Second), ScoreTolerance));
    }

    [Fact]
    public void Score_SamplePairs_GivesALineForEach()
    {
        CliResult result = new Tool { RealEngine = new WinnowEngine() }.Run("score", "--input", Sample("pairs.jsonl"));
        Assert.Equal((0, ""), (result.Code, result.Error));
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(File.ReadLines(Sample("pairs.jsonl")).Count(line => line.Length > 0), lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            using JsonDocument line = JsonDocument.Parse(lines[i]);
            Assert.Equal(i, line.RootElement.GetProperty("index").GetInt32());
        }
    }

    [Fact]
    public void Inspect_DefaultModel_FindsNoProblem()
    {
        CliResult result = new Tool { RealEngine = new WinnowEngine() }.Run("inspect", Reranker.DefaultModel);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("25,959,928", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Example_CSharp_RunsAsPrinted()
    {
        // The lines of the README's C# example, with the sample found wherever the tests run.
        string[] documents = await File.ReadAllLinesAsync(Sample("help-center.txt"), TestContext.Current.CancellationToken);
        using var reranker = Reranker.LoadDefault();
        var top = await reranker.RerankAsync("how do I reset my password?", documents, new() { TopN = 3 }, TestContext.Current.CancellationToken);
        Assert.Equal([0, 3, 2], top.Select(result => result.Index));
    }

    static double ScoreOf(string line) => double.Parse(ScoreAndBar.Match(line).Groups["score"].Value, CultureInfo.InvariantCulture);

    static string Sample(string name) => Path.Combine(Repository, "samples", name);

    static IEnumerable<string> Block(string firstLine) =>
        File.ReadLines(Path.Combine(Repository, "README.md"))
            .SkipWhile(line => !line.StartsWith(firstLine, StringComparison.Ordinal))
            .TakeWhile(line => line != "```");

    static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Winnow.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must run below the repository's folder.");
    }
}
