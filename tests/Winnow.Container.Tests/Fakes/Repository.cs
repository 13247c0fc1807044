namespace Winnow.Container.Tests.Fakes;

/// <summary>Files of the repository that the tests were built from.</summary>
static class Repository
{
    /// <summary>Gets the root: the nearest folder above the tests that has the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static string File(string path) => Path.Combine(Root, path);

    static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Winnow.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"There is no Winnow.slnx above {AppContext.BaseDirectory}.");
    }
}
