using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Metrics;

/// <summary>The metrics of a run: a value for each query, and their means.</summary>
/// <remarks>Instances do not change and are safe to use from several threads.</remarks>
public sealed class RunEvaluation
{
    readonly double[][] _values;

    RunEvaluation(IReadOnlyList<IMetric> metrics, IReadOnlyList<string> queryIds, double[][] values, int missing)
    {
        Metrics = metrics;
        QueryIds = queryIds;
        _values = values;
        MissingQueries = missing;
    }

    /// <summary>Gets the metrics.</summary>
    public IReadOnlyList<IMetric> Metrics { get; }

    /// <summary>Gets the queries that count, in the order of the judgements.</summary>
    public IReadOnlyList<string> QueryIds { get; }

    /// <summary>Gets the number of judged queries for which the run has no documents. They count as 0 or not at all, see <see cref="EvaluationOptions.Complete"/>.</summary>
    public int MissingQueries { get; }

    /// <summary>Evaluates a run.</summary>
    /// <remarks>Queries without judgements do not count, as in trec_eval.</remarks>
    /// <param name="qrels">The judgements.</param>
    /// <param name="run">The run.</param>
    /// <param name="metrics">What to compute.</param>
    /// <param name="options">How; null stands for the defaults.</param>
    /// <exception cref="WinnowException">The run has no judged query, or a query of the run has only negative grades, for which trec_eval's measures are not defined.</exception>
    public static RunEvaluation Compute(Qrels qrels, TrecRun run, IReadOnlyList<IMetric> metrics, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(metrics);
        options ??= new EvaluationOptions();
        List<string> queries = [.. qrels.QueryIds.Where(query => options.Complete || run.Contains(query))];
        int missing = qrels.QueryIds.Count(query => !run.Contains(query));
        if (missing == qrels.QueryIds.Count)
            throw new WinnowException("The run has no document for any judged query. Check that the run and the judgements are of the same collection and write query ids alike.");

        var values = new double[metrics.Count][];
        for (int m = 0; m < values.Length; m++)
            values[m] = new double[queries.Count];
        for (int q = 0; q < queries.Count; q++)
        {
            if (!run.Contains(queries[q]))
                continue;
            RankedJudgements ranking = Rank(qrels, run, queries[q], options.Ties);
            for (int m = 0; m < values.Length; m++)
                values[m][q] = metrics[m].Compute(ranking);
        }

        return new RunEvaluation([.. metrics], queries, values, missing);
    }

    /// <summary>Gets a metric's value for each query of <see cref="QueryIds"/>.</summary>
    /// <param name="metric">One of <see cref="Metrics"/>, or another of the same name.</param>
    /// <exception cref="ArgumentException">The metric was not computed.</exception>
    public IReadOnlyList<double> Values(IMetric metric) => Find(metric);

    /// <summary>Gets a metric's mean over <see cref="QueryIds"/>.</summary>
    /// <param name="metric">One of <see cref="Metrics"/>, or another of the same name.</param>
    /// <exception cref="ArgumentException">The metric was not computed.</exception>
    public double Mean(IMetric metric)
    {
        double[] values = Find(metric);
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    double[] Find(IMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        for (int m = 0; m < Metrics.Count; m++)
        {
            if (Metrics[m].Name == metric.Name)
                return _values[m];
        }

        throw new ArgumentException($"{metric.Name} was not computed.", nameof(metric));
    }

    static RankedJudgements Rank(Qrels qrels, TrecRun run, string query, TieRule ties)
    {
        if (qrels[query].Values.All(grade => grade < 0))
        {
            throw new WinnowException(
                $"The judgements of the query {TrecLines.Quote(query)} are all negative, and metrics are not defined for it. Remove the query from the judgements, or grade a document 0.");
        }

        return RankedJudgements.Of(qrels, run, query, ties);
    }
}
