using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Significance;

namespace Winnow.Cli.Output;

/// <summary>What <c>winnow eval metrics</c> found, before it is written in one of the formats.</summary>
sealed class MetricsReport
{
    readonly List<(string Path, RunEvaluation Evaluation, IReadOnlyList<PairedComparison> Comparisons)> _runs = [];

    /// <summary>Gets the file of judgements, as the user named it.</summary>
    public required string Qrels { get; init; }

    /// <summary>Gets the metrics, in the order of the columns.</summary>
    public required IReadOnlyList<IMetric> Metrics { get; init; }

    /// <summary>Gets how the runs were evaluated.</summary>
    public required EvaluationOptions Options { get; init; }

    /// <summary>Gets whether each query's values are shown.</summary>
    public bool PerQuery { get; init; }

    /// <summary>Gets the runs in order, each with its comparisons with the first, metric by metric; the first run has none.</summary>
    public IReadOnlyList<(string Path, RunEvaluation Evaluation, IReadOnlyList<PairedComparison> Comparisons)> Runs => _runs;

    /// <summary>Adds a run.</summary>
    public void Add(string path, RunEvaluation evaluation, IReadOnlyList<PairedComparison> comparisons) => _runs.Add((path, evaluation, comparisons));
}
