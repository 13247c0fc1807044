namespace Winnow.Evaluation.Tests;

/// <summary>Finds what lies in the repository and beside it.</summary>
static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Gets one of the small models that the engine's tests keep.</summary>
    public static string Model(string name) => Path.Combine(Root, "tests", "Winnow.Tests", "Fixtures", "golden", name);

    /// <summary>Gets a whole test collection, or skips the test.</summary>
    public static string Collection(string name)
    {
        string path = Path.Combine(Root, "..", "shared", "data", "beir", $"{name}.zip");
        Assert.SkipUnless(File.Exists(path), $"The collection {name} is not beside the repository (shared/data/beir/{name}.zip).");
        return path;
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Winnow.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must run below the repository's folder.");
    }
}
