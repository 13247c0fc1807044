using System.IO.Compression;

namespace Winnow.Evaluation.Beir;

/// <summary>A data set in a zip, as BEIR publishes them: at the top, or in one folder. Nothing is unpacked to disk.</summary>
sealed class BeirZip : BeirFiles
{
    readonly string _path;
    readonly ZipArchive _archive;
    readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    public BeirZip(string path)
    {
        _path = path;
        _archive = OpenArchive(path);
        try
        {
            string top = FindTop();
            foreach (ZipArchiveEntry entry in _archive.Entries)
            {
                if (entry.FullName.StartsWith(top, StringComparison.Ordinal) && !entry.FullName.EndsWith('/') && !_entries.TryAdd(entry.FullName[top.Length..], entry))
                    throw new WinnowException($"{path}: the zip has two entries \"{entry.FullName}\". Pack the folder again.");
            }

            Names = [.. _entries.Keys.Order(StringComparer.Ordinal)];
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    public override string Name => Path.GetFileNameWithoutExtension(_path);

    public override IReadOnlyList<string> Names { get; }

    public override Stream Open(string name) => _entries[name].Open();

    public override string Describe(string name) => $"{_path}:{name}";

    public override void Dispose() => _archive.Dispose();

    static ZipArchive OpenArchive(string path)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (InvalidDataException error)
        {
            throw new WinnowException($"{path}: this is no zip file, or a damaged one: {error.Message} Give a zip or a folder in BEIR's layout.", error);
        }
    }

    string FindTop()
    {
        string? top = null;
        foreach (ZipArchiveEntry entry in _archive.Entries)
        {
            string name = entry.FullName;
            // Nothing is unpacked, so such an entry could do no harm; but a zip that has one is not what it seems.
            if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal) || name.Split('/').Contains(".."))
                throw new WinnowException($"{_path}: the entry \"{name}\" leads outside the zip. Do not trust this file; fetch it again from its publisher.");
            if (name != Corpus && !(name.EndsWith("/" + Corpus, StringComparison.Ordinal) && name.Count(c => c == '/') == 1))
                continue;
            if (top is not null)
                throw new WinnowException($"{_path}: the zip holds more than one corpus.jsonl. Pack each data set into a zip of its own.");
            top = name[..^Corpus.Length];
        }

        return top ?? throw new WinnowException($"{_path}: there is no corpus.jsonl, neither at the top nor in one folder. Give a zip in BEIR's layout.");
    }
}
