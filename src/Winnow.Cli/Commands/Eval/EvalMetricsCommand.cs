using System.CommandLine;
using Winnow.Cli.Output;
using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Significance;
using Winnow.Evaluation.Trec;

namespace Winnow.Cli.Commands.Eval;

/// <summary><c>winnow eval metrics</c>: trec_eval's metrics of run files, and whether their differences could be chance.</summary>
sealed class EvalMetricsCommand : CliCommand
{
    static readonly string[] UsualMetrics = ["nDCG@10", "AP", "RR@10", "R@100"];

    readonly Option<string> _qrels = new("--qrels")
    {
        Description = "The relevance judgements: TREC's four columns (query, 0, document, grade), or BEIR's tsv with its header.",
        HelpName = "FILE",
        Required = true,
    };

    readonly Option<string[]> _runs = new("--run")
    {
        Description = "A run file: query, Q0, document, rank (ignored), score, tag. With several, all others are compared with the first.",
        HelpName = "FILE",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    readonly Option<string[]> _metrics = new("--metric")
    {
        Description = $"What to compute: nDCG, AP, RR, P, R or Success, cut by @k; (rel=2) before it sets the lowest relevant grade. Without it: {string.Join(", ", UsualMetrics)}.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    readonly Option<TieRule> _ties = new("--ties")
    {
        Description = "When two scores are equal, so that the document id decides: as 32-bit floats (the default), like trec_eval up to 9.0.8 and BEIR, or as doubles, like trec_eval 10.",
        HelpName = "float32|double",
        CustomParser = result =>
        {
            string value = result.Tokens[0].Value;
            if (!Enum.TryParse<TieRule>(value, ignoreCase: true, out var ties) || !char.IsAsciiLetter(value[0]))
                result.AddError($"--ties must be float32 or double, not '{value}'.");
            return ties;
        },
    };

    readonly Option<bool> _complete = SharedOptions.Switch("--complete", "Count judged queries that a run lacks as 0, as trec_eval -c does. Without it they do not count.");
    readonly Option<bool> _perQuery = SharedOptions.Switch("--per-query", "Show each query's values too.");
    readonly Option<OutputFormat> _format = SharedOptions.Format("A table for people (the default), one JSON object, or a JSON object for each run, query and comparison.");

    public EvalMetricsCommand()
        : base("metrics", "Compute trec_eval's metrics of run files, and compare runs: difference, confidence interval and p-value.")
    {
        Add(_qrels);
        Add(_runs);
        Add(_metrics);
        Add(_ties);
        Add(_complete);
        Add(_perQuery);
        Add(_format);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow eval metrics --qrels qrels.txt --run bm25.run",
        "winnow eval metrics --qrels test.tsv --run bm25.run --run reranked.run --metric nDCG@10 --metric \"P(rel=2)@5\" --complete",
        "winnow eval metrics --qrels qrels.txt --run reranked.run --per-query --format jsonl > values.jsonl",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        string[] paths = arguments.GetValue(_runs)!;
        var report = new MetricsReport
        {
            Qrels = arguments.GetValue(_qrels)!,
            Metrics = Metrics(arguments.GetValue(_metrics) ?? []),
            Options = new EvaluationOptions { Ties = arguments.GetValue(_ties), Complete = arguments.GetValue(_complete) },
            PerQuery = arguments.GetValue(_perQuery),
        };
        using (var progress = ProgressLine.Start(host, "runs", done => (double)done / paths.Length))
        {
            Qrels qrels = Qrels.Read(report.Qrels);
            foreach (string path in paths)
            {
                cancellationToken.ThrowIfCancellationRequested();
                RunEvaluation evaluation = Evaluate(path, qrels, report);
                report.Add(path, evaluation, Compare(report, path, evaluation, cancellationToken));
                progress?.Report(report.Runs.Count);
            }
        }

        WarnOfMissingQueries(report, host);
        switch (arguments.GetValue(_format))
        {
            case OutputFormat.Json:
                MetricsJson.WriteObject(host.Output, report);
                break;
            case OutputFormat.Jsonl:
                MetricsJson.WriteLines(host.Output, report);
                break;
            default:
                MetricsTable.Write(host.Output, report);
                break;
        }

        return ExitCode.Done;
    }

    /// <summary>Reads the metrics; two names of the same one count once.</summary>
    static IMetric[] Metrics(string[] names) =>
        [.. (names.Length == 0 ? UsualMetrics : names).Select(Metric.Parse).DistinctBy(metric => metric.Name)];

    static RunEvaluation Evaluate(string path, Qrels qrels, MetricsReport report)
    {
        TrecRun run = TrecRun.Read(path);
        try
        {
            return RunEvaluation.Compute(qrels, run, report.Metrics, report.Options);
        }
        catch (WinnowException error)
        {
            throw new WinnowException($"{path} with {report.Qrels}: {error.Message}", error);
        }
    }

    static List<PairedComparison> Compare(MetricsReport report, string path, RunEvaluation evaluation, CancellationToken cancellationToken)
    {
        List<PairedComparison> comparisons = [];
        if (report.Runs.Count == 0)
            return comparisons;
        var (baselinePath, baseline, _) = report.Runs[0];
        foreach (IMetric metric in evaluation.Metrics)
        {
            cancellationToken.ThrowIfCancellationRequested();
            comparisons.Add(PairedComparison.Compute(baseline, evaluation, metric)
                ?? throw new WinnowException($"{path}: it shares no judged query with {baselinePath}, so the two cannot be compared. Evaluate them one by one, or with --complete."));
        }

        return comparisons;
    }

    static void WarnOfMissingQueries(MetricsReport report, CommandHost host)
    {
        if (report.Options.Complete)
            return;
        foreach (var (path, evaluation, _) in report.Runs)
        {
            int missing = evaluation.MissingQueries, counted = evaluation.QueryIds.Count;
            if (missing > 0)
                host.Error.WriteLine($"winnow: {path} lacks {missing} of the {missing + counted} judged queries; its means are over the other {counted}. --complete counts them as 0.");
        }
    }
}
