using Winnow.Evaluation.Metrics;

namespace Winnow.Evaluation.Beir;

/// <summary>The metrics of one ranking of one data set.</summary>
/// <param name="Dataset">The data set's name.</param>
/// <param name="System">The name of the model, or of the first stage.</param>
/// <param name="Complete">The metrics with trec_eval's <c>-c</c>: judged queries without candidates count 0.</param>
/// <param name="Found">The metrics as BEIR averages them: judged queries without candidates are left out.</param>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record BeirResult(string Dataset, string System, RunEvaluation Complete, RunEvaluation Found)
{
    /// <summary>Gets the metric that BEIR's tables show.</summary>
    public static IMetric Main { get; } = new Ndcg(10);

    /// <summary>Gets all metrics of a report. Of reranked candidates alone, recall is that of the first stage.</summary>
    public static IReadOnlyList<IMetric> Metrics { get; } = [Main, new ReciprocalRank(10), new AveragePrecision(), new RecallAt(100)];
}
