using Winnow.Threading;
using Winnow.Tokenization;

namespace Winnow.Scoring;

/// <summary>Tokenizes documents that are prepared without a query, in parallel.</summary>
sealed class DocumentTokenization(SegmentedPairs layout, IReadOnlyList<string> documents, int maxTokens, CancellationToken cancellationToken) : IWork
{
    const int DocumentsPerItem = 4;

    /// <summary>Gets the number of items.</summary>
    public int Items => (documents.Count + DocumentsPerItem - 1) / DocumentsPerItem;

    /// <summary>Gets the encoded documents, special tokens included.</summary>
    public Encoding[] Encodings { get; } = new Encoding[documents.Count];

    /// <inheritdoc/>
    public void Run(int item, int worker)
    {
        for (int i = item * DocumentsPerItem; i < Math.Min((item + 1) * DocumentsPerItem, documents.Count); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Encodings[i] = layout.EncodeDocument(documents[i], maxTokens);
        }
    }
}
