namespace Winnow.Container.Tests.Fakes;

/// <summary>A folder that stands for <c>/opt/ml</c>.</summary>
sealed class OptMl : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("winnow-opt-ml").FullName;

    /// <summary>Gets the folder of a tiny reranker.</summary>
    public static string Fixture => Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert");

    /// <summary>Lays the tiny reranker into a folder, as if an archive was unpacked there.</summary>
    public string AddModel(string path)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Folder, path)).FullName;
        foreach (string file in Directory.EnumerateFiles(Fixture))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }

    /// <summary>Lays an empty file into a folder.</summary>
    public void AddFile(string path)
    {
        string file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
