using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Metrics;

/// <summary>How a run is evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Gets when two scores count as equal, so that the document ids decide.</summary>
    /// <value>The default is <see cref="TieRule.Float32"/>, the rule of trec_eval up to 9.0.8 and of BEIR.</value>
    public TieRule Ties { get; init; } = TieRule.Float32;

    /// <summary>Gets whether all judged queries count, those that the run lacks with 0 (trec_eval's <c>-c</c>), or only those that both have.</summary>
    /// <value>The default is false, as in trec_eval 9 and BEIR.</value>
    public bool Complete { get; init; }
}
