namespace Winnow.Server.SageMaker;

/// <summary>What an unpacked <c>model.tar.gz</c> has in it.</summary>
static class ModelArchive
{
    const string Configuration = "config.json";

    /// <summary>Finds the model folders: the folder itself, or those that lie directly in it, since archives are packed both ways.</summary>
    /// <param name="folder">Where the archive was unpacked.</param>
    /// <returns>The folders in the order of their names; empty where there is none.</returns>
    /// <exception cref="WinnowException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Find(string folder)
    {
        try
        {
            if (File.Exists(Path.Combine(folder, Configuration)))
                return [Path.GetFullPath(folder)];
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateDirectories(folder).Where(inner => File.Exists(Path.Combine(inner, Configuration))).Select(Path.GetFullPath).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (UnauthorizedAccessException error)
        {
            throw new WinnowException($"{folder}: this folder cannot be read: {error.Message} Let the user that the container runs as read it.");
        }
    }

    /// <summary>Gets the bytes of a model's weight files, about what it needs in memory.</summary>
    public static long WeightBytes(string folder) => new DirectoryInfo(folder).EnumerateFiles("*.safetensors").Sum(file => file.Length);
}
