namespace Winnow.Evaluation.Scorers;

/// <summary>Scores with documents that are prepared once: a collection's queries share most of their candidates, and a prepared document has its closed layers behind it.</summary>
/// <remarks>The scores have the same bits as those of the texts. Safe for concurrent use.</remarks>
/// <param name="reranker">A reranker that can prepare documents.</param>
/// <param name="maxTokens">The longest query and the longest document in tokens.</param>
sealed class PreparedCandidates(Reranker reranker, int maxTokens)
{
    // Of prepared documents together, some 6,000 of 300 tokens in a model 384 wide. A larger collection begins anew when it is reached.
    const long MostBytes = 3L << 30;

    readonly Dictionary<string, PreparedDocument> _documents = new(StringComparer.Ordinal);
    readonly Lock _turn = new();
    long _bytes;

    /// <summary>Scores documents against a query.</summary>
    public PairScore[] Score(string query, IReadOnlyList<string> documents, IProgress<int>? progress, CancellationToken cancellationToken) =>
        reranker.Score(query, Prepare(documents, cancellationToken), maxTokens, progress, cancellationToken);

    PreparedDocument[] Prepare(IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            if (_bytes > MostBytes)
            {
                _documents.Clear();
                _bytes = 0;
            }

            string[] missing = [.. documents.Where(document => !_documents.ContainsKey(document)).Distinct(StringComparer.Ordinal)];
            foreach ((string text, PreparedDocument document) in missing.Zip(reranker.PrepareDocuments(missing, maxTokens, null, cancellationToken)))
            {
                _documents.Add(text, document);
                _bytes += document.SizeInBytes;
            }

            return [.. documents.Select(document => _documents[document])];
        }
    }
}
