using System.Security.Cryptography;
using System.Text;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Scorers;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Beir;

/// <summary>Candidates and scores that are kept on disk under the contents that they depend on, so that no run does again what an earlier one did.</summary>
/// <remarks>Not safe for concurrent use; a second process on the same cache is refused.</remarks>
sealed class RankingCache(string folder)
{
    /// <summary>Finds candidates, or reads those that an earlier run found.</summary>
    /// <exception cref="WinnowException">There are none for any query, or the file cannot be written.</exception>
    public TrecRun Retrieve(BeirDataset dataset, IFirstStage stage, int depth, IProgress<BeirProgress>? progress, CancellationToken cancellationToken)
    {
        string key = Key(dataset.Fingerprint, stage.Fingerprint, $"{depth}");
        string path = Path.Combine(folder, "first-stage", $"{dataset.Name}.{stage.Name}.{key}.trec");
        if (File.Exists(path))
            return TrecRun.Read(path);
        var parts = progress is null ? null : new Forward<double>(part => progress.Report(new($"{dataset.Name}, first stage {stage.Name}", "of 100", (int)(part * 100), 100)));
        TrecRun run = stage.Retrieve(dataset, depth, parts, cancellationToken);
        if (run.QueryIds.Count == 0)
            throw new WinnowException($"{dataset.Path}: the first stage {stage.Name} finds no document for any query, so there is nothing to rerank. Check that queries and corpus belong together.");
        Write(run, path);
        return run;
    }

    /// <summary>Puts candidates into a model's order. Only scores that are not there yet are computed.</summary>
    /// <exception cref="WinnowException">Scores cannot be read or written.</exception>
    public TrecRun Rerank(BeirDataset dataset, TrecRun candidates, ICandidateScorer model, IProgress<BeirProgress>? progress, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, "scores", $"{dataset.Name}.{model.Name}.{Key(dataset.Fingerprint, model.Fingerprint)}.jsonl");
        using ScoreJournal journal = ScoreJournal.Open(path);
        Candidates[] all =
        [
            .. dataset.Queries.Where(query => candidates.Contains(query.Id))
                .Select(query => new Candidates(query, [.. candidates.Ranking(query.Id).Select(document => document.DocumentId)])),
        ];
        int total = all.Where(one => !journal.TryGet(one.Query.Id, one.Documents, out _)).Sum(one => one.Documents.Length), done = 0;
        var run = new TrecRun(RunBuilder.Tag(model.Name));
        foreach ((BeirQuery query, string[] documents) in all)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!journal.TryGet(query.Id, documents, out float[] scores))
            {
                int before = done;
                var parts = progress is null ? null : new Forward<int>(part => progress.Report(new($"{dataset.Name}, {model.Name}", "pairs", before + part, total)));
                scores = model.Score(query.Text, [.. documents.Select(id => dataset.Documents[dataset.IndexOf(id)].Contents)], parts, cancellationToken);
                journal.Append(query.Id, documents, scores);
                done += documents.Length;
            }

            run.Add(query.Id, documents.Zip(scores, (document, score) => new ScoredDocument(document, score)));
        }

        return run;
    }

    /// <summary>Writes a run into a folder that is made where it does not exist.</summary>
    /// <exception cref="WinnowException">It cannot be written.</exception>
    public static void Write(TrecRun run, string path)
    {
        string parent = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(parent);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{parent}: the folder cannot be made: {error.Message} Check that you may write there.", error);
        }

        run.Write(path);
    }

    static string Key(params string[] parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..16];

    readonly record struct Candidates(BeirQuery Query, string[] Documents);

    sealed class Forward<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
