using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Tests.Trec;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.Metrics;

/// <summary>Small judgements and a small run with every trap in them; the values are those of trec_eval 9.0.8 and 10.0.</summary>
public sealed class TrecEvalFixtureTests
{
    public const string Judgements = """
        q1 0 d1 1
        q1 0 d2 0
        q1 0 d3 2
        q1 0 d4 3
        q2 0 d1 1
        q2 0 d2 1
        q3 0 a 1
        q3 0 b 0
        q4 0 a 1
        q4 0 b -1
        q4 0 c 2
        q5 0 a 0
        q5 0 b 0
        q6 0 a 1
        q7 0 a 1
        q7 0 b 1
        q7 0 c 1
        """;

    // The ranks are wrong on purpose: trec_eval ignores them.
    public const string Ranking = """
        q1 Q0 d1 4 3 t
        q1 Q0 d2 3 2 t
        q1 Q0 d3 2 1 t
        q1 Q0 dx 1 0.5 t
        q2 Q0 d1 1 1 t
        q2 Q0 d2 2 1 t
        q2 Q0 d9 3 1 t
        q3 Q0 a 1 0.9999999801 t
        q3 Q0 b 2 0.9999999800 t
        q4 Q0 b 1 3 t
        q4 Q0 c 2 2 t
        q4 Q0 a 3 1 t
        q5 Q0 a 1 1 t
        q7 Q0 z1 1 9 t
        q7 Q0 a 2 8 t
        q7 Q0 z2 3 7 t
        q7 Q0 b 4 6 t
        """;

    static readonly string[] Names = ["nDCG@3", "nDCG@10", "AP", "AP@3", "RR", "P@5", "R@3"];
    static readonly IMetric[] Columns = [.. Names.Select(Metric.Parse)];

    [Theory]
    [InlineData(TieRule.Float32, "q1", "d1 d2 d3 dx", 0.420004, 0.420004, 0.555556, 0.555556, 1.0, 0.4, 0.666667)]
    [InlineData(TieRule.Float32, "q2", "d9 d2 d1", 0.693426, 0.693426, 0.583333, 0.583333, 0.5, 0.4, 1.0)]
    [InlineData(TieRule.Float32, "q3", "b a", 0.630930, 0.630930, 0.5, 0.5, 0.5, 0.2, 1.0)]
    [InlineData(TieRule.Float32, "q4", "b c a", 0.669672, 0.669672, 0.583333, 0.583333, 0.5, 0.4, 1.0)]
    [InlineData(TieRule.Float32, "q5", "a", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    [InlineData(TieRule.Float32, "q7", "z1 a z2 b", 0.296082, 0.498189, 0.333333, 0.166667, 0.5, 0.4, 0.333333)]
    [InlineData(TieRule.Double, "q1", "d1 d2 d3 dx", 0.420004, 0.420004, 0.555556, 0.555556, 1.0, 0.4, 0.666667)]
    [InlineData(TieRule.Double, "q2", "d9 d2 d1", 0.693426, 0.693426, 0.583333, 0.583333, 0.5, 0.4, 1.0)]
    [InlineData(TieRule.Double, "q3", "a b", 1.0, 1.0, 1.0, 1.0, 1.0, 0.2, 1.0)]
    [InlineData(TieRule.Double, "q4", "b c a", 0.669672, 0.669672, 0.583333, 0.583333, 0.5, 0.4, 1.0)]
    [InlineData(TieRule.Double, "q5", "a", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    [InlineData(TieRule.Double, "q7", "z1 a z2 b", 0.296082, 0.498189, 0.333333, 0.166667, 0.5, 0.4, 0.333333)]
    public void Compute_Query_EqualsTrecEval(TieRule ties, string query, string order, params double[] expected)
    {
        TrecRun run = Text.Run(Ranking);
        RunEvaluation evaluation = RunEvaluation.Compute(Text.Qrels(Judgements), run, Columns, new() { Ties = ties });
        int row = evaluation.QueryIds.ToList().IndexOf(query);

        Assert.Equal(order.Split(' '), run.Ranking(query, ties).Select(document => document.DocumentId));
        for (int column = 0; column < Columns.Length; column++)
            Assert.Equal(expected[column], evaluation.Values(Columns[column])[row], 0.5000001e-6);
    }

    [Theory]
    [InlineData(TieRule.Float32, false, 6, 0.4854, 0.4259, 0.5000)]
    [InlineData(TieRule.Float32, true, 7, 0.4160, 0.3651, 0.4286)]
    [InlineData(TieRule.Double, true, 7, 0.4688, 0.4365, 0.5000)]
    public void Compute_Means_EqualTrecEval(TieRule ties, bool complete, int queries, double ndcg10, double map, double rr)
    {
        RunEvaluation evaluation = RunEvaluation.Compute(Text.Qrels(Judgements), Text.Run(Ranking), Columns, new() { Ties = ties, Complete = complete });

        Assert.Equal((queries, 1), (evaluation.QueryIds.Count, evaluation.MissingQueries));
        Assert.Equal(ndcg10, evaluation.Mean(new Ndcg(10)), 0.5000001e-4);
        Assert.Equal(map, evaluation.Mean(new AveragePrecision()), 0.5000001e-4);
        Assert.Equal(rr, evaluation.Mean(new ReciprocalRank()), 0.5000001e-4);
    }
}
