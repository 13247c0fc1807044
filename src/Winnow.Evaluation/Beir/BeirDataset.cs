using System.Security.Cryptography;
using System.Text;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.Beir;

/// <summary>A test collection in BEIR's layout: documents, queries and judgements, held in memory.</summary>
/// <remarks>
/// <para>
/// A folder or a zip with <c>corpus.jsonl</c>, <c>queries.jsonl</c>, <c>qrels/SPLIT.tsv</c> with a header line, and perhaps TREC runs in <c>runs/</c>; in a zip all of
/// it may lie in one folder. As in BEIR, queries without judgements are dropped, and so are judgements of queries that are not there.
/// </para>
/// <para>Instances are immutable and may be shared between threads.</para>
/// </remarks>
public sealed class BeirDataset
{
    readonly Dictionary<string, int> _positions;

    BeirDataset(string path, string name, string split, BeirDocument[] documents, BeirQuery[] queries, Qrels qrels, string[] runs, IReadOnlyList<string> notes)
    {
        Path = path;
        Name = name;
        Split = split;
        Documents = documents;
        Queries = queries;
        Qrels = qrels;
        RunNames = runs;
        Notes = notes;
        _positions = new Dictionary<string, int>(documents.Length, StringComparer.Ordinal);
        for (int i = 0; i < documents.Length; i++)
            _positions.Add(documents[i].Id, i);
        Fingerprint = Hash();
    }

    /// <summary>Gets the folder or zip.</summary>
    public string Path { get; }

    /// <summary>Gets the name: that of the folder, or of the zip without its ending.</summary>
    public string Name { get; }

    /// <summary>Gets the name of the judgements' file, without its ending.</summary>
    public string Split { get; }

    /// <summary>Gets the documents in ordinal order of their ids, which is the order in which first stages break ties.</summary>
    public IReadOnlyList<BeirDocument> Documents { get; }

    /// <summary>Gets the judged queries in the order of the file.</summary>
    public IReadOnlyList<BeirQuery> Queries { get; }

    /// <summary>Gets the judgements of <see cref="Queries"/>. They may name documents that the corpus lacks; those count as relevant and never found.</summary>
    public Qrels Qrels { get; }

    /// <summary>Gets the names of the TREC runs that come with the data set, such as <c>bm25.top100</c>.</summary>
    public IReadOnlyList<string> RunNames { get; }

    /// <summary>Gets what was left out of the files, in sentences for the user.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Gets a text that two data sets share only where their documents and judged queries are the same.</summary>
    /// <value>SHA-256 in hexadecimal. Judgements do not count: no score depends on them.</value>
    public string Fingerprint { get; }

    /// <summary>Reads a data set.</summary>
    /// <param name="path">A folder or a zip file.</param>
    /// <param name="split">The name of the judgements' file: <c>test</c>, <c>dev</c> or <c>train</c> in most sets.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">A file is missing or malformed, or there is nothing to evaluate; the message names file and line.</exception>
    public static BeirDataset Load(string path, string split = "test", CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(split);
        return Read(path, files =>
        {
            var reader = new BeirReader(files, cancellationToken);
            BeirDocument[] documents = reader.ReadCorpus();
            Array.Sort(documents, (a, b) => string.CompareOrdinal(a.Id, b.Id));
            BeirQuery[] queries = reader.ReadQueries();
            Qrels qrels = reader.ReadQrels(split, queries.Select(query => query.Id).ToHashSet(StringComparer.Ordinal));
            string[] runs = [.. files.Names.Where(IsRun).Select(name => name["runs/".Length..^".trec".Length])];
            return new BeirDataset(
                path, files.Name, split, documents, [.. queries.Where(query => qrels.Contains(query.Id))], qrels, runs, reader.Notes);
        });
    }

    /// <summary>Makes a data set of what was read elsewhere. Ids must differ, and every query must be judged.</summary>
    internal static BeirDataset Create(
        string path, string name, string split, BeirDocument[] documents, BeirQuery[] queries, Qrels qrels, IReadOnlyList<string> notes)
    {
        Array.Sort(documents, (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return new BeirDataset(path, name, split, documents, queries, qrels, [], notes);
    }

    /// <summary>Reads one of the runs that come with the data set.</summary>
    /// <param name="name">One of <see cref="RunNames"/>.</param>
    /// <exception cref="WinnowException">There is no such run, or a line of it is malformed.</exception>
    public TrecRun ReadRun(string name)
    {
        return Read(Path, files =>
        {
            string file = $"runs/{name}.trec";
            string advice = RunNames.Count == 0 ? "This data set has no runs." : $"Its runs are: {string.Join(", ", RunNames)}.";
            return TrecRun.Read(files.OpenRequired(file, advice), files.Describe(file));
        });
    }

    /// <summary>Finds a document.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Its position in <see cref="Documents"/>, or -1.</returns>
    public int IndexOf(string id) => _positions.GetValueOrDefault(id, -1);

    static bool IsRun(string name) => name.StartsWith("runs/", StringComparison.Ordinal) && name.EndsWith(".trec", StringComparison.Ordinal);

    static T Read<T>(string path, Func<BeirFiles, T> read)
    {
        try
        {
            using BeirFiles files = BeirFiles.OpenAt(path);
            return read(files);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}: the data set cannot be read: {error.Message} Check that you may read it, or fetch it again.", error);
        }
    }

    string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (BeirDocument document in Documents)
        {
            Append(document.Id);
            Append(document.Title);
            Append(document.Text);
        }

        // Without the count, a last document and a first query could stand for each other.
        Append($"{Documents.Count} documents");
        foreach (BeirQuery query in Queries)
        {
            Append(query.Id);
            Append(query.Text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
