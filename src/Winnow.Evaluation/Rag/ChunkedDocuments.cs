using Winnow.Evaluation.Beir;

namespace Winnow.Evaluation.Rag;

/// <summary>Documents that are cut as they come. A document of one chunk gives it its id; of several, they are <c>ID#1</c>, <c>ID#2</c> and so on.</summary>
sealed class ChunkedDocuments(RagChunking chunking, CancellationToken cancellationToken)
{
    readonly Dictionary<string, string[]> _documents = new(StringComparer.Ordinal);
    readonly Dictionary<string, BeirDocument> _chunks = new(StringComparer.Ordinal);

    /// <summary>Gets the number of documents that have chunks.</summary>
    public int Count => _documents.Count;

    /// <summary>Gets the chunks, each with the title of its document.</summary>
    public BeirDocument[] Chunks => [.. _chunks.Values];

    /// <summary>Cuts a document.</summary>
    /// <returns>False where it is blank, so that there is nothing to find.</returns>
    /// <exception cref="WinnowException">A chunk would have the id of another one.</exception>
    public bool Add(BeirDocument document)
    {
        string[] texts = [.. chunking.Chunker.Split(document.Text, cancellationToken).Select(chunk => chunk.Text)];
        if (texts.Length == 0 && document.Contents.Length == 0)
            return false;
        if (texts.Length == 0)
            texts = [""];
        string[] ids = texts.Length == 1 ? [document.Id] : [.. texts.Select((_, i) => $"{document.Id}#{i + 1}")];
        for (int i = 0; i < ids.Length; i++)
        {
            if (!_chunks.TryAdd(ids[i], new BeirDocument(ids[i], document.Title, texts[i])))
                throw new WinnowException($"two chunks would have the id \"{ids[i]}\": a document that is cut gives its chunks numbers after a #. Rename one of the two documents.");
        }

        _documents.Add(document.Id, ids);
        return true;
    }

    /// <summary>Gets whether there is a chunk of an id.</summary>
    public bool IsChunk(string id) => _chunks.ContainsKey(id);

    /// <summary>Gets the ids of a document's chunks; none where the document is not there.</summary>
    public IReadOnlyList<string> ChunksOf(string document) => _documents.GetValueOrDefault(document, []);
}
