namespace Winnow;

/// <summary>One document's place in a ranking.</summary>
/// <param name="Index">The document's zero-based position in the list that was passed in.</param>
/// <param name="Score">The relevance after the model's activation: a sigmoid's value in 0..1, or the logit itself where the model's files ask for no activation.</param>
/// <param name="Logit">The raw output of the model's head. Never NaN.</param>
/// <param name="Document">The document's text, or null where it was not asked for.</param>
public readonly record struct RerankResult(int Index, float Score, float Logit, string? Document);
