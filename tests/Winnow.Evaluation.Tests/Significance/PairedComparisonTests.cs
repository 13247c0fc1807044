using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Significance;
using Winnow.Evaluation.Tests.Trec;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Tests.Significance;

public sealed class PairedComparisonTests
{
    const string Judgements = "q1 0 a 1\nq2 0 a 1\nq3 0 a 1\nq4 0 a 1\n";
    static readonly ReciprocalRank Metric = new();

    [Fact]
    public void Compute_DifferentQueries_ComparesThoseOfBoth()
    {
        // Baseline: 1, 0.5, 1, absent; system: absent, 1, 0.5, 1, in another order.
        RunEvaluation baseline = Evaluate("q1 Q0 a 1 9 t\nq2 Q0 a 1 1 t\nq2 Q0 b 1 2 t\nq3 Q0 a 1 1 t\n");
        RunEvaluation system = Evaluate("q4 Q0 a 1 1 t\nq3 Q0 a 1 1 t\nq3 Q0 b 1 2 t\nq2 Q0 a 1 1 t\n");

        PairedComparison? comparison = PairedComparison.Compute(baseline, system, Metric);

        Assert.Equal((2, 0.0, 1.0), (comparison!.Queries, comparison.Difference, comparison.PValue));
        Assert.Equal(new ConfidenceInterval(-0.5, 0.5, 0.95), comparison.Interval);
    }

    [Fact]
    public void Compute_CompleteEvaluations_CountsMissingQueriesAsZero()
    {
        RunEvaluation baseline = Evaluate("q1 Q0 a 1 9 t\n", complete: true);
        RunEvaluation system = Evaluate("q1 Q0 a 1 9 t\nq2 Q0 a 1 1 t\n", complete: true);

        PairedComparison? comparison = PairedComparison.Compute(baseline, system, Metric);

        Assert.Equal((4, 0.25), (comparison!.Queries, comparison.Difference));
    }

    [Fact]
    public void Compute_NoQueryInBoth_GivesNull() =>
        Assert.Null(PairedComparison.Compute(Evaluate("q1 Q0 a 1 9 t\n"), Evaluate("q2 Q0 a 1 9 t\n"), Metric));

    static RunEvaluation Evaluate(string run, bool complete = false) =>
        RunEvaluation.Compute(Text.Qrels(Judgements), Text.Run(run), [Metric], new EvaluationOptions { Complete = complete, Ties = TieRule.Float32 });
}
