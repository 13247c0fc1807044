namespace Winnow.Evaluation.Beir;

/// <summary>Writes files that appear under their names only when they are complete.</summary>
static class WholeFile
{
    /// <summary>Writes a file, replacing one that is there.</summary>
    /// <exception cref="WinnowException">It cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                // The rename must not reach the disk before the content.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            if (error is IOException or UnauthorizedAccessException)
                throw new WinnowException($"{path}: the file cannot be written: {error.Message} Check that you may write there, and that the disk has room.", error);
            throw;
        }
    }
}
