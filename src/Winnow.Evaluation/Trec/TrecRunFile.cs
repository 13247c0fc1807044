using System.Globalization;
using System.Text;

namespace Winnow.Evaluation.Trec;

/// <summary>Writes run files.</summary>
static class TrecRunFile
{
    /// <summary>Writes a run under a temporary name, then renames it.</summary>
    public static void Write(TrecRun run, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                using (var writer = new StreamWriter(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), bufferSize: 64 * 1024, leaveOpen: true) { NewLine = "\n" })
                    Write(run, path, writer);
                // The rename must not reach the disk before the content.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error)
        {
            Delete(temporary);
            if (error is EncoderFallbackException)
                throw new WinnowException($"{path}: an id or the tag has half of a surrogate pair, which is no character. Write the whole pair.", error);
            if (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                throw new WinnowException(
                    $"{path}: the file cannot be written: {error.Message} Check that its folder exists, that you may write there, and that the disk has room.", error);
            }

            throw;
        }
    }

    static void Write(TrecRun run, string path, StreamWriter writer)
    {
        Check("tag", run.Tag, path);
        foreach (string query in run.QueryIds)
        {
            Check("query id", query, path);
            int rank = 0;
            foreach ((string document, double score) in run.Ranking(query, TieRule.Double))
            {
                Check("document id", document, path);
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{query} Q0 {document} {++rank} {score:R} {run.Tag}"));
            }
        }
    }

    static void Check(string what, string text, string path)
    {
        if (!TrecLines.IsColumn(text))
            throw new WinnowException($"{path}: a run file cannot hold the {what} {TrecLines.Quote(text)}: white space separates its columns. Replace it, for instance by _.");
    }

    static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The error that led here says more.
        }
    }
}
