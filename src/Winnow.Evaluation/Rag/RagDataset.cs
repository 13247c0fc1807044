using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Rag;

/// <summary>Documents cut into chunks, and questions with the chunks that are right answers.</summary>
/// <remarks>
/// A document that stays whole gives its chunk its id; the chunks of others are called <c>ID#1</c>, <c>ID#2</c> and so on. Where a question names a document, any chunk
/// of it is right. Instances are immutable and may be shared between threads.
/// </remarks>
public sealed class RagDataset
{
    RagDataset(BeirDataset chunks, int documents, RagChunking chunking)
    {
        Chunks = chunks;
        Documents = documents;
        Chunking = chunking;
    }

    /// <summary>Gets the chunks as documents of a data set, the questions as its queries, and the right chunks as judgements of grade 1.</summary>
    public BeirDataset Chunks { get; }

    /// <summary>Gets the number of documents that have text.</summary>
    public int Documents { get; }

    /// <summary>Gets how the documents were cut.</summary>
    public RagChunking Chunking { get; }

    /// <summary>Reads a data set in BEIR's layout. Any chunk of a document that is judged 1 or more for a query is right.</summary>
    /// <remarks>
    /// Blank documents and queries without a document of grade 1 or more are left out, with a note. Judged documents that the corpus lacks count as right and never found.
    /// </remarks>
    /// <param name="path">A folder or a zip file.</param>
    /// <param name="chunking">How documents are cut.</param>
    /// <param name="split">The name of the judgements' file. The default is <c>test</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">A file is missing or malformed, or there is nothing to evaluate; the message names file and line.</exception>
    public static RagDataset Load(string path, RagChunking chunking, string split = "test", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chunking);
        BeirDataset dataset = BeirDataset.Load(path, split, cancellationToken);
        var documents = new ChunkedDocuments(chunking, cancellationToken);
        foreach (BeirDocument document in dataset.Documents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                documents.Add(document);
            }
            catch (WinnowException error)
            {
                throw new WinnowException($"{path}, document \"{document.Id}\": {error.Message}", error);
            }
        }

        if (documents.Count == 0)
            throw new WinnowException($"{path}: all documents are blank, so there is nothing to find. Fetch the data set again.");
        var right = new Qrels();
        foreach (BeirQuery query in dataset.Queries)
        {
            foreach ((string document, _) in dataset.Qrels[query.Id].Where(judgement => judgement.Value > 0))
            {
                IReadOnlyList<string> chunks = documents.ChunksOf(document);
                foreach (string chunk in chunks)
                    right.Add(query.Id, chunk, 1);
                if (chunks.Count == 0 && !documents.IsChunk(document))
                    right.Add(query.Id, document, 1);
            }
        }

        BeirQuery[] questions = [.. dataset.Queries.Where(query => right.Contains(query.Id))];
        if (questions.Length == 0)
            throw new WinnowException($"{path}: no query has a document of grade 1 or more in qrels/{split}.tsv, so there are no questions.");
        List<string> notes = [.. dataset.Notes];
        if (dataset.Documents.Count > documents.Count)
            notes.Add($"{dataset.Documents.Count - documents.Count} blank documents were left out.");
        if (dataset.Queries.Count > questions.Length)
            notes.Add($"{dataset.Queries.Count - questions.Length} queries without a document of grade 1 or more were left out.");
        return new RagDataset(
            BeirDataset.Create(path, dataset.Name, split, documents.Chunks, questions, right, notes), documents.Count, chunking);
    }

    /// <summary>Reads documents and questions from JSON lines.</summary>
    /// <param name="documentsFile">A line <c>{"id":"...","text":"..."}</c> for each document, perhaps with a <c>title</c>.</param>
    /// <param name="questionsFile">
    /// A line <c>{"question":"...","chunk_id":"..."}</c> for each question, or with <c>document_id</c> in place of <c>chunk_id</c>: then any chunk of that document is right.
    /// </param>
    /// <param name="chunking">How documents are cut.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">A file cannot be read, a line is malformed or names what is not there, or a file is empty; the message names file and line.</exception>
    public static RagDataset Read(string documentsFile, string questionsFile, RagChunking chunking, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(documentsFile);
        ArgumentException.ThrowIfNullOrEmpty(questionsFile);
        ArgumentNullException.ThrowIfNull(chunking);
        var reader = new RagReader(new ChunkedDocuments(chunking, cancellationToken), cancellationToken);
        ChunkedDocuments documents = reader.ReadDocuments(documentsFile);
        (BeirQuery[] questions, Qrels right) = reader.ReadQuestions(questionsFile);
        return new RagDataset(
            BeirDataset.Create(documentsFile, Path.GetFileNameWithoutExtension(documentsFile), Path.GetFileNameWithoutExtension(questionsFile), documents.Chunks, questions, right, []),
            documents.Count,
            chunking);
    }
}
