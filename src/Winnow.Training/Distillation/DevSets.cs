using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Metrics;
using Winnow.Evaluation.Trec;
using Winnow.Training.Modules;

namespace Winnow.Training.Distillation;

/// <summary>Test collections that choose the best checkpoint: the mean over them of nDCG@10 of the reranked candidates.</summary>
sealed class DevSets
{
    // What BEIR's protocol reranks, and how much of a document.
    const int Depth = 100, MaxTokens = 512;

    readonly List<Collection> _collections = [];

    /// <summary>Loads collections and finds their candidates.</summary>
    public DevSets(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        foreach (string path in paths)
        {
            BeirDataset dataset = BeirDataset.Load(path, "test", cancellationToken);
            TrecRun run = AutomaticFirstStage.For(dataset).Retrieve(dataset, Depth, null, cancellationToken);
            _collections.Add(new Collection(dataset, run, dataset.Documents.ToDictionary(document => document.Id, document => document.Contents)));
        }
    }

    /// <summary>Gets the names of the collections.</summary>
    public IReadOnlyList<string> Names => [.. _collections.Select(collection => collection.Dataset.Name)];

    /// <summary>Gives texts of all collections: the queries, and of each collection some documents, evenly spread.</summary>
    public (IReadOnlyList<string> Queries, IReadOnlyList<string> Documents) Texts(int mostDocuments)
    {
        List<string> queries = [], documents = [];
        foreach ((BeirDataset dataset, _, _) in _collections)
        {
            int step = 1 + ((dataset.Documents.Count - 1) / mostDocuments);
            queries.AddRange(dataset.Queries.Select(query => query.Text));
            documents.AddRange(dataset.Documents.Where((_, i) => i % step == 0).Select(document => document.Contents));
        }

        return (queries, documents);
    }

    /// <summary>Gives nDCG@10 of each collection.</summary>
    public IReadOnlyList<double> Evaluate(TrainableReranker reranker, CancellationToken cancellationToken)
    {
        int limit = reranker.MaxTokens;
        reranker.MaxTokens = MaxTokens;
        try
        {
            return [.. _collections.Select(collection => Evaluate(collection, reranker, cancellationToken))];
        }
        finally
        {
            reranker.MaxTokens = limit;
        }
    }

    static double Evaluate(Collection collection, TrainableReranker reranker, CancellationToken cancellationToken)
    {
        var reranked = new TrecRun("dev");
        foreach (BeirQuery query in collection.Dataset.Queries)
        {
            if (!collection.Run.Contains(query.Id))
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            string[] ids = [.. collection.Run[query.Id].Keys];
            float[] scores = reranker.ScoreOnly(PairTokens.Of(reranker.Tokenizer, query.Text, [.. ids.Select(id => collection.Texts[id])], MaxTokens));
            reranked.Add(query.Id, ids.Zip(scores, (id, score) => new ScoredDocument(id, score)));
        }

        IMetric metric = Metric.Parse("nDCG@10");
        return RunEvaluation.Compute(collection.Dataset.Qrels, reranked, [metric]).Mean(metric);
    }

    sealed record Collection(BeirDataset Dataset, TrecRun Run, Dictionary<string, string> Texts);
}
