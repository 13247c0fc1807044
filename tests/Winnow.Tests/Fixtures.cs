using System.Text.Json;

namespace Winnow.Tests;

/// <summary>Finds the files that tests read.</summary>
static class Fixtures
{
    /// <summary>Gets the folder that holds this repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Gets the path of a file or folder below Fixtures.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "Fixtures", .. parts]);

    /// <summary>Gets the options that give the numbers of the reference implementations.</summary>
    public static EngineOptions Float32 { get; } = new() { Precision = Precision.Float32 };

    /// <summary>Gets the folders of the models that ship with Winnow.</summary>
    public static IEnumerable<string> ShippedModels { get; } = [.. Directory.GetDirectories(Path.Combine(Repository, "models")).Order(StringComparer.Ordinal)];

    /// <summary>Reads pairs of queries and documents of many kinds and lengths, for models that know English.</summary>
    public static TextPair[] ReadPairs() =>
    [
        .. File.ReadLines(PathOf("pairs.jsonl")).Select(line =>
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return new TextPair(json.RootElement.GetProperty("query").GetString()!, json.RootElement.GetProperty("document").GetString()!);
        }),
    ];

    /// <summary>Gets the path of a golden model folder.</summary>
    public static string Golden(string name) => PathOf("golden", name);

    /// <summary>Gets the names of the golden model folders.</summary>
    public static IEnumerable<string> GoldenNames() =>
        Directory.GetDirectories(PathOf("golden")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    /// <summary>Reads the golden.json of a folder.</summary>
    public static JsonDocument ReadGolden(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden(name), "golden.json")));

    static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Winnow.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must run below the repository's folder.");
    }
}
