using Winnow.Evaluation.Beir;

namespace Winnow.Evaluation.Rag;

/// <summary>What an evaluation found, with all that is needed to repeat it.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record RagReport
{
    /// <summary>Gets the version of Winnow that made the report.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the chunks and questions.</summary>
    public required RagDataset Dataset { get; init; }

    /// <summary>Gets the retrievers, in the order in which they were given.</summary>
    public required IReadOnlyList<RagRetriever> Retrievers { get; init; }

    /// <summary>Gets the rerankers, in the order in which they were given.</summary>
    public required IReadOnlyList<BeirReportModel> Rerankers { get; init; }

    /// <summary>Gets the numbers: for each retriever without a reranker, then with each; at the end the same of the average.</summary>
    public required IReadOnlyList<RagResult> Results { get; init; }

    /// <summary>Gets the results as rows of a table: one for each retriever, then the average, each without a reranker first.</summary>
    public IReadOnlyList<RagResult[]> Rows => [.. Results.Chunk(Rerankers.Count + 1)];

    /// <summary>Gets the rules that hold for every number, in sentences.</summary>
    public IReadOnlyList<string> Protocol =>
    [
        $"Chunks: {Dataset.Chunking.Protocol}. Each is read after its document's title, which does not count.",
        "Right: the chunk that a question names, or any chunk of a document that it names.",
        $"Candidates: the best {RagEvaluation.Depth} chunks of each retriever for each question; a chunk whose id is the question's is left out.",
        "Order of a reranker: by logit (of embedders by similarity), compared as 32-bit floats; equal ones by id, last first, as in trec_eval 9.",
        $"Hit rate: the share of questions with a right chunk among the first {RagEvaluation.Cutoff} (Success@{RagEvaluation.Cutoff}).",
        $"MRR: the mean of 1 / rank of the first right chunk, 0 where none is among the first {RagEvaluation.Cutoff} (RR@{RagEvaluation.Cutoff}).",
        "All questions count; one without candidates counts 0. Intervals: 95 %, bootstrap over questions (10,000 resamples, percentiles).",
        "Average: each question's mean over the retrievers, then the mean over questions.",
    ];
}
