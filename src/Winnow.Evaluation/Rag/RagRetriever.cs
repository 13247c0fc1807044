namespace Winnow.Evaluation.Rag;

/// <summary>A retriever as a report describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Protocol">How it finds chunks.</param>
/// <param name="Fingerprint">A text that changes with what it finds.</param>
/// <param name="Candidates">The number of chunks that it gave to each reranker, over all questions.</param>
/// <param name="Ceiling">The share of questions with a right chunk among the ten candidates: no reranker can reach a higher hit rate.</param>
public sealed record RagRetriever(string Name, string Protocol, string Fingerprint, int Candidates, double Ceiling);
