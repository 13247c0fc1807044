namespace Winnow.Evaluation.Trec;

/// <summary>A document found for a query.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Score">Its score; higher is better, the unit is the system's own.</param>
public readonly record struct ScoredDocument(string DocumentId, double Score);
