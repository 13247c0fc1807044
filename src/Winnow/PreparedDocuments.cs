using System.Collections;
using Winnow.Scoring;

namespace Winnow;

/// <summary>Prepared documents of one reranker, in their order; they can be kept in a file.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
/// <example>
/// <code>
/// PreparedDocuments prepared = reranker.PrepareDocuments(documents);
/// prepared.Save("documents.prepared");
/// // In another process, with the same model on the same kind of processor:
/// IReadOnlyList&lt;RerankResult&gt; top = reranker.Rerank("how do I reset my password?", PreparedDocuments.Load("documents.prepared", reranker));
/// </code>
/// </example>
public sealed class PreparedDocuments : IReadOnlyList<PreparedDocument>
{
    readonly PreparedDocument[] _documents;

    internal PreparedDocuments(PreparedDocument[] documents, string fingerprint)
    {
        _documents = documents;
        Fingerprint = fingerprint;
    }

    /// <summary>Gets the fingerprint that all of the documents have.</summary>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int Count => _documents.Length;

    /// <summary>Gets the bytes that all documents take.</summary>
    public long SizeInBytes => _documents.Sum(document => document.SizeInBytes);

    /// <inheritdoc/>
    public PreparedDocument this[int index] => _documents[index];

    /// <summary>Puts documents together, from one collection or several, to be kept in one file.</summary>
    /// <param name="documents">At least one document. What they hold is shared, not copied.</param>
    /// <exception cref="ArgumentNullException">The list or a document is null.</exception>
    /// <exception cref="ArgumentException">There is no document.</exception>
    /// <exception cref="WinnowException">The documents were prepared by different rerankers.</exception>
    public static PreparedDocuments Of(IEnumerable<PreparedDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        PreparedDocument[] all = [.. documents];
        if (all.Length == 0)
            throw new ArgumentException("There must be at least one document, which says what reranker all of them belong to.", nameof(documents));
        PreparedChecks.Check(all, all[0]?.Fingerprint ?? "", nameof(documents));
        return new PreparedDocuments(all, all[0].Fingerprint);
    }

    /// <summary>Writes the documents to a file. It appears under its name only when it is complete; an existing file is replaced.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="WinnowException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        PreparedFile.Write(path, this);
    }

    /// <summary>Writes the documents to a stream, which stays open.</summary>
    /// <param name="stream">The stream, at the place to write to. What it throws is thrown on.</param>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        PreparedFormat.Write(stream, this);
    }

    /// <summary>Reads documents from a file into memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reranker">The reranker that is to score them: the same model in the same arithmetic on the same kind of processor as the one that prepared them.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentNullException">The reranker is null.</exception>
    /// <exception cref="WinnowException">The file cannot be read, is damaged, or its documents were prepared by another model, arithmetic or kind of processor.</exception>
    public static PreparedDocuments Load(string path, Reranker reranker)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(reranker);
        return PreparedFile.Read(path, reranker.PreparationFingerprint, reranker.StateWidth);
    }

    /// <summary>Reads documents from a stream into memory. The stream stays open, behind the last byte of the documents.</summary>
    /// <param name="stream">The stream, at the place where <see cref="Save(Stream)"/> began. What it throws is thrown on.</param>
    /// <param name="reranker">The reranker that is to score them: the same model in the same arithmetic on the same kind of processor as the one that prepared them.</param>
    /// <exception cref="ArgumentNullException">The stream or the reranker is null.</exception>
    /// <exception cref="WinnowException">The content is damaged, or its documents were prepared by another model, arithmetic or kind of processor.</exception>
    public static PreparedDocuments Load(Stream stream, Reranker reranker)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(reranker);
        return PreparedFormat.Read(stream, "The stream", reranker.PreparationFingerprint, reranker.StateWidth);
    }

    /// <inheritdoc/>
    public IEnumerator<PreparedDocument> GetEnumerator() => ((IEnumerable<PreparedDocument>)_documents).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
