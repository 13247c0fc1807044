using System.Globalization;
using System.Text;
using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Tests.Trec;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.Metrics;

/// <summary>Random queries against <see cref="PlainTrecEval"/>: ties, scores closer than floats, negative and missing judgements, ids of every length in UTF-8.</summary>
public sealed class RandomCasesTests
{
    const int Queries = 2000;

    // Most of them sort differently in UTF-8, in UTF-16 and in any culture.
    static readonly string[] Ids = ["a", "B", "b", "10", "9", "2", "é", "Ω", "日本", "\uE000x", "\uFF5E", "😀", "😀a", "𝒳", "\uFFFDz", "d-1", "d_1", "ß", "Z"];

    static readonly (string Name, int Cutoff)[] Metrics =
    [
        ("nDCG", 1), ("nDCG", 3), ("nDCG", 10), ("nDCG", int.MaxValue), ("AP", 2), ("AP", 10), ("AP", int.MaxValue), ("RR", 1), ("RR", 3), ("RR", int.MaxValue),
        ("P", 1), ("P", 5), ("P", 30), ("R", 1), ("R", 5), ("R", 30), ("Success", 1), ("Success", 4),
    ];

    [Theory]
    [InlineData(TieRule.Float32, 1)]
    [InlineData(TieRule.Float32, 2)]
    [InlineData(TieRule.Double, 1)]
    [InlineData(TieRule.Double, 2)]
    public void Compute_RandomQueries_EqualsThePlainDefinitions(TieRule ties, int level)
    {
        var (judged, found) = RandomCollection(seed: 7);
        IMetric[] metrics = [.. Metrics.Select(metric => Parse(metric.Name, level, metric.Cutoff))];

        RunEvaluation evaluation = RunEvaluation.Compute(Judgements(judged), Run(found), metrics, new() { Ties = ties });

        Assert.Equal(judged.Keys.Where(found.ContainsKey), evaluation.QueryIds);
        Assert.InRange(evaluation.QueryIds.Count, 1500, Queries - 100);
        for (int q = 0; q < evaluation.QueryIds.Count; q++)
        {
            string query = evaluation.QueryIds[q];
            var plain = new PlainTrecEval(judged[query], found[query], ties);
            for (int m = 0; m < metrics.Length; m++)
            {
                double expected = plain.Compute(Metrics[m].Name, level, Metrics[m].Cutoff), actual = evaluation.Values(metrics[m])[q];
                Assert.True(Math.Abs(expected - actual) <= 1e-12, $"{query} {metrics[m].Name}: {actual}, should be {expected}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mean_RandomQueries_CountsMissingOnesOnlyIfComplete(bool complete)
    {
        var (judged, found) = RandomCollection(seed: 8);
        int present = judged.Keys.Count(found.ContainsKey);

        RunEvaluation evaluation = RunEvaluation.Compute(Judgements(judged), Run(found), [new Ndcg(10)], new() { Complete = complete });

        double sum = judged.Keys.Where(found.ContainsKey).Sum(query => new PlainTrecEval(judged[query], found[query], TieRule.Float32).Compute("nDCG", 1, 10));
        Assert.Equal(complete ? judged.Count : present, evaluation.QueryIds.Count);
        Assert.Equal(judged.Count - present, evaluation.MissingQueries);
        Assert.Equal(sum / (complete ? judged.Count : present), evaluation.Mean(new Ndcg(10)), 1e-12);
    }

    [Fact]
    public void Compute_RandomQueries_DependOnTheTieRule()
    {
        var (judged, found) = RandomCollection(seed: 7);
        double[][] values = [.. Enum.GetValues<TieRule>().Select(ties =>
            RunEvaluation.Compute(Judgements(judged), Run(found), [new Ndcg(10)], new() { Ties = ties }).Values(new Ndcg(10)).ToArray())];

        Assert.InRange(values[0].Zip(values[1]).Count(pair => pair.First != pair.Second), 100, Queries);
    }

    static IMetric Parse(string name, int level, int cutoff)
    {
        string rel = level == 1 || name == "nDCG" ? "" : string.Create(CultureInfo.InvariantCulture, $"(rel={level})");
        return Metric.Parse(name + rel + (cutoff == int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $"@{cutoff}")));
    }

    static (Dictionary<string, Dictionary<string, int>> Judged, Dictionary<string, Dictionary<string, double>> Found) RandomCollection(int seed)
    {
        var random = new Random(seed);
        Dictionary<string, Dictionary<string, int>> judged = [];
        Dictionary<string, Dictionary<string, double>> found = [];
        for (int q = 0; q < Queries; q++)
        {
            string query = $"q{q}";
            if (random.Next(20) > 0)
            {
                judged[query] = Ids.Where(_ => random.Next(2) == 0).DefaultIfEmpty("a").ToDictionary(id => id, _ => random.Next(-2, 4));
                // All negative is an error of its own.
                if (judged[query].Values.All(grade => grade < 0))
                    judged[query][judged[query].Keys.First()] = random.Next(2);
            }

            int kind = random.Next(3);
            if (random.Next(20) > 0)
                found[query] = Ids.Where(_ => random.Next(3) > 0).DefaultIfEmpty("b").OrderBy(_ => random.Next()).ToDictionary(id => id, _ => Score(kind, random));
        }

        return (judged, found);
    }

    static double Score(int kind, Random random) => kind switch
    {
        0 => random.Next(-2, 3),
        1 => 1 - (random.NextDouble() * 1e-7),
        _ => (random.NextDouble() * 40) - 20,
    };

    // Through the file formats, so that reading is part of the test.
    static Qrels Judgements(Dictionary<string, Dictionary<string, int>> judged)
    {
        var text = new StringBuilder();
        foreach (var (query, grades) in judged)
        {
            foreach (var (document, grade) in grades)
                text.Append(CultureInfo.InvariantCulture, $"{query} 0 {document} {grade}\n");
        }

        return Text.Qrels(text.ToString());
    }

    static TrecRun Run(Dictionary<string, Dictionary<string, double>> found)
    {
        var text = new StringBuilder();
        foreach (var (query, scores) in found)
        {
            foreach (var (document, score) in scores)
                text.Append(CultureInfo.InvariantCulture, $"{query} Q0 {document} 1 {score:R} random\n");
        }

        return Text.Run(text.ToString());
    }
}
