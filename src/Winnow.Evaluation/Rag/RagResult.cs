namespace Winnow.Evaluation.Rag;

/// <summary>What one retriever, or all of them on average, reaches with one reranker or without.</summary>
/// <param name="Retriever">The retriever's name, or null for the average over all retrievers.</param>
/// <param name="Reranker">The reranker's name, or null for the retriever's own order.</param>
/// <param name="HitRate">The share of questions with a right chunk among the first five: Success@5.</param>
/// <param name="Mrr">The mean over questions of 1 / rank of the first right chunk, 0 where none is among the first five: RR@5.</param>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record RagResult(string? Retriever, string? Reranker, RagScore HitRate, RagScore Mrr);
