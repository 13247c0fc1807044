using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Lines;
using Winnow.Evaluation.Trec;
using Winnow.Weights;

namespace Winnow.Evaluation.Rag;

/// <summary>Reads documents and questions of one's own, and says of each bad line where it is.</summary>
sealed class RagReader(ChunkedDocuments documents, CancellationToken cancellationToken)
{
    /// <summary>Reads and cuts documents.</summary>
    public ChunkedDocuments ReadDocuments(string path)
    {
        Read(path, line =>
        {
            string id = Id(line);
            var document = new BeirDocument(id, line.Has("title") ? line.Text("title") : "", line.Text("text"));
            if (documents.ChunksOf(id).Count > 0)
                throw line.Error("id", $"{ErrorText.Quote(id)} was the id of an earlier line. Ids must differ.");
            bool added;
            try
            {
                added = documents.Add(document);
            }
            catch (WinnowException error)
            {
                throw line.Error(null, error.Message, error);
            }

            if (!added)
                throw line.Error("text", "is blank, and so is the title: no question can be answered by it. Remove the line.");
            return id;
        });
        return documents.Count > 0 ? documents : throw new WinnowException($"{path}: there are no documents. Write a line {{\"id\": \"...\", \"text\": \"...\"}} for each.");
    }

    /// <summary>Reads questions about the documents.</summary>
    public (BeirQuery[] Questions, Qrels Right) ReadQuestions(string path)
    {
        var right = new Qrels();
        List<BeirQuery> questions = Read(path, line =>
        {
            // Runs and values of each question are found again by the line.
            string id = $"line-{line.Number}";
            if (documents.IsChunk(id))
                throw line.Error(null, $"the question gets the id \"{id}\", which a document has already. Rename that document.");
            string text = line.Text("question");
            if (string.IsNullOrWhiteSpace(text))
                throw line.Error("question", "is blank. Write the question.");
            foreach (string chunk in Right(line))
                right.Add(id, chunk, 1);
            return new BeirQuery(id, text);
        });
        return questions.Count > 0
            ? ([.. questions], right)
            : throw new WinnowException($"{path}: there are no questions. Write a line {{\"question\": \"...\", \"document_id\": \"...\"}} for each.");
    }

    IReadOnlyList<string> Right(JsonLine line)
    {
        bool chunk = line.Has("chunk_id");
        if (chunk == line.Has("document_id"))
            throw line.Error(null, $"a question has either chunk_id or document_id, and here {(chunk ? "both are" : "none of them is")}. Name what answers it by one of them.");
        string field = chunk ? "chunk_id" : "document_id", id = line.Text(field);
        IReadOnlyList<string> chunks = documents.ChunksOf(id);
        if (!chunk)
            return chunks.Count > 0 ? chunks : throw line.Error(field, $"{ErrorText.Quote(id)} is the id of no document. Name one of the documents' ids.");
        if (documents.IsChunk(id))
            return [id];
        throw line.Error(field, chunks.Count > 0
            ? $"{ErrorText.Quote(id)} was cut into {chunks.Count} chunks, {ErrorText.Quote(chunks[0])} to {ErrorText.Quote(chunks[^1])}. Name one of them, or write document_id for any of them."
            : $"{ErrorText.Quote(id)} is the id of no chunk. A document of one chunk gives it its id; the chunks of others are numbered, as in \"ID#1\".");
    }

    List<T> Read<T>(string path, Func<JsonLine, T> select)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return
            [
                .. JsonLine.Read(stream, path, line =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return select(line);
                }),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}: the file cannot be read: {error.Message} Check the path, and that you may read it.", error);
        }
    }

    static string Id(JsonLine line)
    {
        string id = line.Text("id");
        if (id.Length == 0)
            throw line.Error("id", "is empty.");
        return id.Any(char.IsWhiteSpace) ? throw line.Error("id", $"{ErrorText.Quote(id)} has white space in it, which no TREC run can hold. Rename it.") : id;
    }
}
