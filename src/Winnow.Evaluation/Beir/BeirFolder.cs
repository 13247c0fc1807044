namespace Winnow.Evaluation.Beir;

/// <summary>A data set that lies unpacked in a folder.</summary>
sealed class BeirFolder : BeirFiles
{
    readonly string _folder;

    public BeirFolder(string folder)
    {
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        // Only where BEIR keeps its files: a folder of models beside it need not be walked.
        Names =
        [
            .. Directory.EnumerateFiles(_folder, "*.jsonl").Concat(Files("qrels")).Concat(Files("runs"))
                .Select(file => Path.GetRelativePath(_folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
        ];
    }

    public override string Name => Path.GetFileName(_folder);

    public override IReadOnlyList<string> Names { get; }

    public override Stream Open(string name) => File.OpenRead(Path.Join(_folder, name));

    public override string Describe(string name) => Path.Join(_folder, name);

    public override void Dispose()
    {
    }

    IEnumerable<string> Files(string folder)
    {
        string path = Path.Join(_folder, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path) : [];
    }
}
