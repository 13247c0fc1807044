using Winnow.Evaluation.Agreement;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Scorers;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Beir;

/// <summary>Judges models by BEIR's reranking protocol: each puts the candidates of a first stage into order, and the orders are compared with people's judgements.</summary>
/// <remarks>
/// <para>
/// Into the output folder go <c>runs/DATASET.SYSTEM.trec</c>, <c>queries/DATASET.SYSTEM.jsonl</c> with the metrics of each query, <c>report.md</c> and
/// <c>report.json</c>, where every number stands beside its protocol. Equal input gives equal bytes, whether scores were computed or came from the cache.
/// </para>
/// <para>
/// First stages and scores are kept in the cache folder under the contents that they depend on; scores are added query by query, so a run that was killed goes on
/// where it stopped. Not safe for concurrent use; a second process on the same cache is refused.
/// </para>
/// </remarks>
public sealed class BeirEvaluation
{
    readonly BeirOptions _options;
    readonly RankingCache _cache;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="options">The settings.</param>
    public BeirEvaluation(BeirOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.OutputFolder);
        _options = options;
        _cache = new RankingCache(options.CacheFolder ?? Path.Combine(options.OutputFolder, "cache"));
    }

    /// <summary>Evaluates models on data sets and writes the output folder.</summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="models">The models. They stay open.</param>
    /// <param name="progress">Told how far the work is, from any thread. Null for none.</param>
    /// <param name="finished">Told each result as soon as it is there. Null for none.</param>
    /// <param name="cancellationToken">Stops the work; scores that are there stay in the cache.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">Names are not unique, a first stage does not fit its data set, or a file cannot be written.</exception>
    public BeirReport Run(
        IReadOnlyList<BeirDataset> datasets,
        IReadOnlyList<ICandidateScorer> models,
        IProgress<BeirProgress>? progress = null,
        IProgress<BeirResult>? finished = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        ArgumentNullException.ThrowIfNull(models);
        CheckNames("data sets", datasets.Select(dataset => dataset.Name));
        CheckNames("models", models.Select(model => model.Name));
        foreach ((string baseline, string other) in _options.Comparisons)
        {
            if (models.FirstOrDefault(model => model.Name == baseline) is null || models.FirstOrDefault(model => model.Name == other) is null)
                throw new WinnowException($"{baseline} and {other} are to be compared, and not both are among the models. Add the one that is missing.");
        }

        List<BeirReportDataset> described = [];
        List<BeirResult> results = [];
        List<BeirComparison> comparisons = [];
        foreach (BeirDataset dataset in datasets)
        {
            IFirstStage stage = _options.FirstStage(dataset);
            TrecRun candidates = _cache.Retrieve(dataset, stage, _options.Depth, progress, cancellationToken);
            described.Add(Describe(dataset, stage, candidates));
            Add(Judge(dataset, stage.Name, candidates));
            var runs = new Dictionary<string, TrecRun>(StringComparer.Ordinal);
            foreach (ICandidateScorer model in models)
            {
                if (model.Name == stage.Name)
                    throw new WinnowException($"The model and the first stage of {dataset.Name} are both called {model.Name}, and their files would be one. Rename the model's folder.");
                runs[model.Name] = _cache.Rerank(dataset, candidates, model, progress, cancellationToken);
                Add(Judge(dataset, model.Name, runs[model.Name]));
            }

            foreach ((string baseline, string other) in _options.Comparisons)
                comparisons.Add(new BeirComparison(dataset.Name, baseline, other, RunComparison.Of(dataset.Qrels, runs[baseline], runs[other])));
        }

        var report = new BeirReport
        {
            Version = typeof(Reranker).Assembly.GetName().Version!.ToString(3),
            Depth = _options.Depth,
            Datasets = described,
            Models = [.. models.Select(model => new BeirReportModel(model.Name, model.Protocol, model.Fingerprint))],
            Results = results,
            Comparisons = comparisons,
        };
        WholeFile.Write(Path.Combine(_options.OutputFolder, "report.json"), stream => BeirReportJson.Write(stream, report));
        WholeFile.Write(Path.Combine(_options.OutputFolder, "report.md"), stream => BeirReportMarkdown.Write(stream, report));
        return report;

        void Add(BeirResult result)
        {
            results.Add(result);
            finished?.Report(result);
        }
    }

    /// <summary>Checks that names, which become parts of file names, differ.</summary>
    internal static void CheckNames(string what, IEnumerable<string> names)
    {
        string? twice = names.CountBy(name => name, StringComparer.OrdinalIgnoreCase).Where(count => count.Value > 1).Select(count => count.Key).FirstOrDefault();
        if (twice is not null)
            throw new WinnowException($"Two {what} are called {twice}, and their files would be one. Rename the folder or file of one of them.");
    }

    BeirResult Judge(BeirDataset dataset, string system, TrecRun run)
    {
        string path = Path.Combine(_options.OutputFolder, "runs", $"{dataset.Name}.{system}.trec");
        RankingCache.Write(run, path);
        var result = new BeirResult(
            dataset.Name,
            system,
            RunEvaluation.Compute(dataset.Qrels, run, BeirResult.Metrics, new EvaluationOptions { Complete = true }),
            RunEvaluation.Compute(dataset.Qrels, run, BeirResult.Metrics));
        WholeFile.Write(
            Path.Combine(_options.OutputFolder, "queries", $"{dataset.Name}.{system}.jsonl"),
            stream => BeirReportJson.WriteQueries(stream, result.Complete));
        return result;
    }

    static BeirReportDataset Describe(BeirDataset dataset, IFirstStage stage, TrecRun candidates) => new(
        dataset.Name,
        dataset.Split,
        dataset.Documents.Count,
        dataset.Queries.Count,
        dataset.Fingerprint,
        stage.Name,
        stage.Protocol,
        candidates.QueryIds.Sum(query => candidates[query].Count),
        dataset.Notes);
}
