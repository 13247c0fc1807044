namespace Winnow;

/// <summary>A query and a document to be read together.</summary>
/// <param name="Query">The question or search text.</param>
/// <param name="Document">The candidate.</param>
public readonly record struct TextPair(string Query, string Document);
