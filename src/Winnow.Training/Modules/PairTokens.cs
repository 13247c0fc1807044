using Winnow.Tokenization;

namespace Winnow.Training.Modules;

/// <summary>Queries, documents and which belong together, as tokens without special ones.</summary>
/// <param name="Queries">The tokens of each query.</param>
/// <param name="Documents">The tokens of each document.</param>
/// <param name="QueryOf">For each document, the position of its query.</param>
sealed record PairTokens(IReadOnlyList<int[]> Queries, IReadOnlyList<int[]> Documents, IReadOnlyList<int> QueryOf)
{
    /// <summary>Tokenizes one query and its documents.</summary>
    public static PairTokens Of(Tokenizer tokenizer, string query, IReadOnlyList<string> documents, int maxTokens) =>
        new([tokenizer.Tokenize(query, maxTokens)], [.. documents.AsParallel().AsOrdered().Select(document => tokenizer.Tokenize(document, maxTokens))], new int[documents.Count]);

    /// <summary>Cuts the documents into groups of about equal lengths, so that little padding is computed.</summary>
    /// <param name="most">The most tokens of a group, padding included; a longer document makes a group of its own.</param>
    /// <param name="extra">The tokens that come to each document.</param>
    /// <returns>Positions of documents, the shortest first.</returns>
    public IEnumerable<int[]> Groups(int most, int extra) => LengthGroups.Cut(Enumerable.Range(0, Documents.Count), i => Documents[i].Length + extra, most);
}
