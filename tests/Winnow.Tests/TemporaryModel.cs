namespace Winnow.Tests;

/// <summary>A copy of a golden model folder that a test may change.</summary>
sealed class TemporaryModel : IDisposable
{
    public TemporaryModel(string golden)
    {
        Path = Directory.CreateTempSubdirectory("winnow-model-").FullName;
        string source = Fixtures.Golden(golden);
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Path { get; }

    public string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    public void Delete(string file) => File.Delete(System.IO.Path.Combine(Path, file));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
