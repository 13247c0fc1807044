namespace Winnow.Evaluation.Beir;

/// <summary>The files of a data set, wherever they lie; names are relative, with forward slashes.</summary>
abstract class BeirFiles : IDisposable
{
    /// <summary>The name without which nothing is a BEIR data set.</summary>
    public const string Corpus = "corpus.jsonl";

    /// <summary>Opens a folder or a zip.</summary>
    /// <exception cref="WinnowException">There is neither, or it is not readable as such.</exception>
    public static BeirFiles OpenAt(string path)
    {
        if (Directory.Exists(path))
            return new BeirFolder(path);
        if (File.Exists(path))
            return new BeirZip(path);
        throw new WinnowException($"{path}: there is no such folder or zip file. Give a BEIR data set: corpus.jsonl, queries.jsonl and qrels/test.tsv.");
    }

    /// <summary>Gets the data set's name.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the names of all files, in ordinal order.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Opens one of <see cref="Names"/>.</summary>
    public abstract Stream Open(string name);

    /// <summary>Gets what messages call a file.</summary>
    public abstract string Describe(string name);

    /// <summary>Opens a file that must be there.</summary>
    /// <exception cref="WinnowException">It is not there.</exception>
    public Stream OpenRequired(string name, string advice) =>
        Names.Contains(name, StringComparer.Ordinal) ? Open(name) : throw new WinnowException($"{Describe(name)}: there is no such file. {advice}");

    /// <inheritdoc/>
    public abstract void Dispose();
}
