using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Scorers;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Rag;

/// <summary>
/// Judges rerankers as parts of retrieval-augmented generation, by LlamaIndex's protocol: each retriever gives ten chunks, a reranker puts them into order, and the
/// first five count.
/// </summary>
/// <remarks>
/// <para>
/// Into the output folder go <c>report.md</c> and <c>report.json</c>, where every number stands beside its protocol, and for each ranking a TREC run in <c>runs/</c> and
/// the metrics of each question in <c>questions/</c>. Equal input gives equal bytes. Candidates and scores are kept as <see cref="BeirEvaluation"/> keeps them, so a run
/// that was stopped goes on where it was.
/// </para>
/// <para>Source: Ravi Theja, Boosting RAG: Picking the Best Embedding and Reranker Models, LlamaIndex, 2023. Not safe for concurrent use.</para>
/// </remarks>
public sealed class RagEvaluation
{
    /// <summary>The number of chunks that a retriever gives for each question.</summary>
    public const int Depth = 10;

    /// <summary>The number of first chunks that count.</summary>
    public const int Cutoff = 5;

    static readonly IMetric HitRate = new SuccessAt(Cutoff), Rank = new ReciprocalRank(Cutoff), Ceiling = new SuccessAt(Depth);

    readonly string _output;
    readonly RankingCache _cache;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="outputFolder">The folder for runs and reports; files of the same names in it are replaced.</param>
    /// <param name="cacheFolder">The folder that keeps candidates and scores from run to run, or null for the folder <c>cache</c> in <paramref name="outputFolder"/>.</param>
    public RagEvaluation(string outputFolder, string? cacheFolder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        _output = outputFolder;
        _cache = new RankingCache(cacheFolder ?? Path.Combine(outputFolder, "cache"));
    }

    /// <summary>Evaluates rerankers over retrievers and writes the output folder.</summary>
    /// <param name="dataset">The chunks and questions.</param>
    /// <param name="retrievers">What finds candidates, at least one. They stay open.</param>
    /// <param name="rerankers">What puts them into order; may be none. They stay open.</param>
    /// <param name="progress">Told how far the work is, from any thread. Null for none.</param>
    /// <param name="cancellationToken">Stops the work; scores that are there stay in the cache.</param>
    /// <exception cref="ArgumentException">There is no retriever.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">Names are not unique, a retriever finds nothing, or a file cannot be written.</exception>
    public RagReport Run(
        RagDataset dataset,
        IReadOnlyList<IFirstStage> retrievers,
        IReadOnlyList<ICandidateScorer> rerankers,
        IProgress<BeirProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(retrievers);
        ArgumentNullException.ThrowIfNull(rerankers);
        if (retrievers.Count == 0)
            throw new ArgumentException("There is no retriever.", nameof(retrievers));
        BeirEvaluation.CheckNames("retrievers", retrievers.Select(retriever => retriever.Name));
        BeirEvaluation.CheckNames("rerankers", rerankers.Select(reranker => reranker.Name));

        BeirDataset chunks = dataset.Chunks;
        List<RagRetriever> described = [];
        List<RunEvaluation[]> rows = [];
        foreach (IFirstStage retriever in retrievers)
        {
            TrecRun candidates = _cache.Retrieve(chunks, retriever, Depth, progress, cancellationToken);
            var row = new List<RunEvaluation> { Judge(chunks, retriever.Name, candidates) };
            described.Add(new RagRetriever(
                retriever.Name, retriever.Protocol, retriever.Fingerprint, candidates.QueryIds.Sum(question => candidates[question].Count), row[0].Mean(Ceiling)));
            foreach (ICandidateScorer reranker in rerankers)
            {
                TrecRun run = _cache.Rerank(chunks, candidates, reranker, progress, cancellationToken);
                row.Add(Judge(chunks, Path.Combine(retriever.Name, reranker.Name), run));
            }

            rows.Add([.. row]);
        }

        var report = new RagReport
        {
            Version = typeof(Reranker).Assembly.GetName().Version!.ToString(3),
            Dataset = dataset,
            Retrievers = described,
            Rerankers = [.. rerankers.Select(reranker => new BeirReportModel(reranker.Name, reranker.Protocol, reranker.Fingerprint))],
            Results = [.. rows.SelectMany((row, i) => Row(retrievers[i].Name, rerankers, [row])), .. Row(null, rerankers, rows)],
        };
        WholeFile.Write(Path.Combine(_output, "report.json"), stream => RagReportJson.Write(stream, report));
        WholeFile.Write(Path.Combine(_output, "report.md"), stream => RagReportMarkdown.Write(stream, report));
        return report;
    }

    static IEnumerable<RagResult> Row(string? retriever, IReadOnlyList<ICandidateScorer> rerankers, IReadOnlyList<RunEvaluation[]> rows)
    {
        for (int i = 0; i <= rerankers.Count; i++)
        {
            RunEvaluation[] column = [.. rows.Select(row => row[i])];
            yield return new RagResult(retriever, i == 0 ? null : rerankers[i - 1].Name, RagScore.Of(Means(column, HitRate)), RagScore.Of(Means(column, Rank)));
        }
    }

    static double[] Means(RunEvaluation[] evaluations, IMetric metric) =>
        [.. Enumerable.Range(0, evaluations[0].QueryIds.Count).Select(question => evaluations.Average(evaluation => evaluation.Values(metric)[question]))];

    RunEvaluation Judge(BeirDataset chunks, string name, TrecRun run)
    {
        RankingCache.Write(run, Path.Combine(_output, "runs", $"{name}.trec"));
        RunEvaluation evaluation = RunEvaluation.Compute(chunks.Qrels, run, [HitRate, Rank, Ceiling], new EvaluationOptions { Complete = true });
        WholeFile.Write(Path.Combine(_output, "questions", $"{name}.jsonl"), stream => BeirReportJson.WriteQueries(stream, evaluation));
        return evaluation;
    }
}
