using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Tests.Trec;

namespace Winnow.Evaluation.Tests.Metrics;

public sealed class RunEvaluationTests
{
    static readonly IMetric[] Reciprocal = [new ReciprocalRank()];

    [Fact]
    public void Compute_AllJudgementsNegative_IsRefusedAsByTrecEval() =>
        Assert.Equal(
            "The judgements of the query \"q2\" are all negative, and metrics are not defined for it. Remove the query from the judgements, or grade a document 0.",
            Assert.Throws<WinnowException>(() => RunEvaluation.Compute(Text.Qrels("q1 0 a 1\nq2 0 a -1\nq2 0 b -2"), Text.Run("q1 Q0 a 1 1 t\nq2 Q0 a 1 1 t"), Reciprocal)).Message);

    [Fact]
    public void Compute_AllNegativeAndNotInTheRun_CountsAsMissing() =>
        Assert.Equal(0.5, RunEvaluation.Compute(Text.Qrels("q1 0 a 1\nq2 0 a -1"), Text.Run("q1 Q0 a 1 1 t"), Reciprocal, new() { Complete = true }).Mean(Reciprocal[0]));

    [Fact]
    public void Compute_AllZero_GivesZero() =>
        Assert.Equal(0, RunEvaluation.Compute(Text.Qrels("q 0 a 0\nq 0 b -1"), Text.Run("q Q0 a 1 1 t"), Reciprocal).Mean(Reciprocal[0]));

    [Fact]
    public void Compute_QueryWithoutJudgements_DoesNotCount()
    {
        RunEvaluation evaluation = RunEvaluation.Compute(Text.Qrels("q1 0 a 1"), Text.Run("q0 Q0 a 1 1 t\nq1 Q0 a 1 1 t"), Reciprocal, new() { Complete = true });

        Assert.Equal(["q1"], evaluation.QueryIds);
        Assert.Equal(1, evaluation.Mean(Reciprocal[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compute_NoQueryInCommon_IsRefused(bool complete) =>
        Assert.Equal(
            "The run has no document for any judged query. Check that the run and the judgements are of the same collection and write query ids alike.",
            Assert.Throws<WinnowException>(() => RunEvaluation.Compute(Text.Qrels("1 0 a 1"), Text.Run("01 Q0 a 1 1 t"), Reciprocal, new() { Complete = complete })).Message);

    [Fact]
    public void Values_MetricThatWasNotComputed_IsRefused() =>
        Assert.Throws<ArgumentException>(() => RunEvaluation.Compute(Text.Qrels("q 0 a 1"), Text.Run("q Q0 a 1 1 t"), Reciprocal).Values(new Ndcg(10)));
}
