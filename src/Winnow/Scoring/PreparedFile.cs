namespace Winnow.Scoring;

/// <summary>Prepared documents as a file.</summary>
static class PreparedFile
{
    const int BufferBytes = 1 << 16;

    /// <summary>Writes a file, which appears under its name only when it is complete.</summary>
    /// <exception cref="WinnowException">It cannot be written.</exception>
    public static void Write(string path, PreparedDocuments documents)
    {
        string? temporary = null;
        try
        {
            path = Path.GetFullPath(path);
            // A sibling, since only within a file system is a rename one step.
            temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes))
            {
                PreparedFormat.Write(file, documents);
                // The rename must not reach the disk before the content.
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (IsFileError(error))
        {
            Delete(temporary);
            throw new WinnowException($"{path}: the file cannot be written: {error.Message} Check that its folder exists, that you may write there, and that the disk has room.", error);
        }
        catch
        {
            Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">The fingerprint that the documents must have.</param>
    /// <param name="width">The width of the model that has it.</param>
    /// <exception cref="WinnowException">It cannot be read, is damaged, or has another fingerprint.</exception>
    public static PreparedDocuments Read(string path, string fingerprint, int width)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
            PreparedDocuments documents = PreparedFormat.Read(file, path, fingerprint, width);
            if (file.ReadByte() >= 0)
                throw new WinnowException($"{path}: there is more in the file than its {documents.Count} prepared documents. It is damaged; prepare the documents again.");
            return documents;
        }
        catch (Exception error) when (IsFileError(error))
        {
            throw new WinnowException($"{path}: the file cannot be read: {error.Message} Check the path and the permissions.", error);
        }
    }

    static bool IsFileError(Exception error) => error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    static void Delete(string? temporary)
    {
        try
        {
            if (temporary is not null)
                File.Delete(temporary);
        }
        catch (Exception error) when (IsFileError(error))
        {
            // The first error is the one to report; a left-over temporary file does no harm.
        }
    }
}
