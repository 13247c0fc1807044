namespace Winnow.Scoring;

/// <summary>Checks of prepared documents that callers pass in.</summary>
static class PreparedChecks
{
    /// <summary>Checks that no document is null and all were prepared by one reranker.</summary>
    /// <exception cref="ArgumentNullException">One is null; the message names it.</exception>
    /// <exception cref="WinnowException">One was prepared by another.</exception>
    public static void Check(IReadOnlyList<PreparedDocument> documents, string fingerprint, string parameter)
    {
        for (int i = 0; i < documents.Count; i++)
        {
            PreparedDocument document = documents[i] ?? throw new ArgumentNullException(parameter, $"Document {i} is null.");
            if (document.Fingerprint != fingerprint)
            {
                throw new WinnowException(
                    $"Prepared document {i} (counted from 0) was prepared by another model, or in another arithmetic or on another kind of processor: its fingerprint is "
                    + $"{document.Fingerprint}, and {fingerprint} is wanted. Prepare the documents again.");
            }
        }
    }
}
