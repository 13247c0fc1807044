namespace Winnow.Evaluation.Beir;

/// <summary>What an evaluation found, with all that is needed to repeat it.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record BeirReport
{
    /// <summary>Gets the version of Winnow that made the report.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the number of candidates that were reranked for each query.</summary>
    public required int Depth { get; init; }

    /// <summary>Gets the data sets, in the order in which they were given.</summary>
    public required IReadOnlyList<BeirReportDataset> Datasets { get; init; }

    /// <summary>Gets the models, in the order in which they were given.</summary>
    public required IReadOnlyList<BeirReportModel> Models { get; init; }

    /// <summary>Gets the metrics: for each data set its first stage, then the models.</summary>
    public required IReadOnlyList<BeirResult> Results { get; init; }

    /// <summary>Gets how far models agree, for each data set and each pair that was asked for.</summary>
    public required IReadOnlyList<BeirComparison> Comparisons { get; init; }

    /// <summary>Gets the means over data sets of nDCG@10: that of the first stages, then one for each model. Every data set counts the same.</summary>
    public IReadOnlyList<double> MeanRow()
    {
        int systems = Models.Count + 1;
        return
        [
            .. Enumerable.Range(0, systems).Select(system =>
                Results.Where((_, i) => i % systems == system).Average(result => result.Complete.Mean(BeirResult.Main))),
        ];
    }

    /// <summary>Gets the rules that hold for every number, in sentences.</summary>
    public IReadOnlyList<string> Protocol =>
    [
        $"Candidates: the best {Depth} documents of the first stage for each query; a document whose id is the query's is left out.",
        "Text of a document: title, a space and text, without white space at the ends.",
        "Order: by logit (of embedders by similarity), compared as 32-bit floats; equal ones by document id, last first, as in trec_eval 9 and BEIR.",
        "Averages: over all judged queries, those without candidates counting 0, as trec_eval -c; BEIR's averages, which leave such queries out, stand beside them.",
        "nDCG: linear gain, all judged documents in the ideal order (trec_eval's ndcg_cut).",
    ];
}
