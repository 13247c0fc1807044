using Winnow.Evaluation.Lines;

namespace Winnow.Training.Data;

/// <summary>Reads questions that have no document: JSON lines <c>{"query"}</c>.</summary>
static class QuestionFiles
{
    /// <summary>Reads files in the given order; a question that was there already is left out.</summary>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">A file is missing, holds no question or is malformed; the message names file, line and field.</exception>
    public static IReadOnlyList<string> Read(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var questions = new List<string>();
        foreach (string file in files)
        {
            int before = questions.Count;
            try
            {
                using FileStream stream = File.OpenRead(file);
                foreach (string question in JsonLine.Read(stream, file, line => PairReader.Filled(line, "query")))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    questions.Add(question);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new WinnowException($"{file}: the questions cannot be read: {error.Message} Check that the file is there and that you may read it.", error);
            }

            if (questions.Count == before)
                throw new WinnowException($"{file}: there is no question in it. Each line must be an object such as {{\"query\": \"where do herons nest\"}}.");
        }

        return [.. questions.Distinct(StringComparer.Ordinal)];
    }
}
