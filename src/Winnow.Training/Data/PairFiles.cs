namespace Winnow.Training.Data;

/// <summary>Finds the pair files that a user means.</summary>
static class PairFiles
{
    const string Ending = ".jsonl";

    /// <summary>Gets files in ordinal order of their names, so that queries have the same numbers in whatever order files and folders are given.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="WinnowException">A path does not exist, or a folder has no such file.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            throw new WinnowException("No pair file is given. Name files of JSON lines, or folders of them.");
        var files = new List<string>();
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
                files.AddRange(OfFolder(path));
            else if (File.Exists(path))
                files.Add(path);
            else
                throw new WinnowException($"{path}: there is no such file or folder. Pairs are JSON lines such as {PairReader.Example}.");
        }

        return [.. files.DistinctBy(Path.GetFullPath).OrderBy(Path.GetFileName, StringComparer.Ordinal).ThenBy(file => file, StringComparer.Ordinal)];
    }

    static string[] OfFolder(string folder)
    {
        try
        {
            string[] files = [.. Directory.EnumerateFiles(folder).Where(file => file.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))];
            return files.Length > 0 ? files : throw new WinnowException($"{folder}: the folder has no file that ends in {Ending}. Name the folder that holds the pair files, or the files.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{folder}: the folder cannot be read: {error.Message} Check that you may read it.", error);
        }
    }
}
