using System.Security.Cryptography;
using System.Text;

namespace Winnow.Training.Data;

/// <summary>The texts that training sees: queries, each with the document that answers it, and all documents of all sources together.</summary>
/// <remarks>
/// <para>
/// Read from JSON lines <c>{"query","positive","source","title"?}</c>. Queries are the lines in their order, files in ordinal order of their names; a pair that was there already is left out.
/// Documents are the different positives in the order in which they first appear. Two queries may have the same text: then the positives of both answer it.
/// </para>
/// <para>Instances are immutable and may be shared between threads. Memory holds all texts.</para>
/// </remarks>
public sealed class TrainingTexts
{
    readonly int[] _positive;
    readonly int[][] _positives;

    internal TrainingTexts(string[] queries, int[] positive, string[] sources, string[] documents)
    {
        Queries = queries;
        Documents = documents;
        Sources = sources;
        _positive = positive;
        _positives = Answers(queries, positive);
        Fingerprint = Hash();
    }

    /// <summary>Gets the queries, one for each different pair.</summary>
    public IReadOnlyList<string> Queries { get; }

    /// <summary>Gets the documents, each once.</summary>
    public IReadOnlyList<string> Documents { get; }

    /// <summary>Gets the document of each query's own line, as a position in <see cref="Documents"/>.</summary>
    public IReadOnlyList<int> Positive => _positive;

    /// <summary>Gets where each query's pair comes from, such as <c>squad-sentence</c>.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>Gets a text that two sets of texts share only where queries, documents, pairs and sources are the same.</summary>
    /// <value>SHA-256 in hexadecimal.</value>
    public string Fingerprint { get; }

    /// <summary>Reads pair files.</summary>
    /// <param name="paths">Files of JSON lines, and folders, of which all files that end in <c>.jsonl</c> are read.</param>
    /// <param name="titleInDocument">Whether a title is put before the document, with a space between, unless the document starts with it. The default is no.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">A file is missing, holds no pair or is malformed; the message names file, line and field.</exception>
    public static TrainingTexts Read(IReadOnlyList<string> paths, bool titleInDocument = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var reader = new PairReader(titleInDocument);
        foreach (string file in PairFiles.Find(paths))
            reader.Add(file, cancellationToken);
        if (reader.Count == 0)
            throw new WinnowException($"{string.Join(", ", paths)}: there is no pair in it. Each line must be an object such as {PairReader.Example}.");
        return reader.Build();
    }

    /// <summary>Gets all documents that answer a query: its own, and those of other pairs with the same query text.</summary>
    /// <param name="query">A position in <see cref="Queries"/>.</param>
    /// <returns>Positions in <see cref="Documents"/>, the query's own first, the others rising.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<int> Positives(int query)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)query, (uint)_positives.Length, nameof(query));
        return _positives[query];
    }

    static int[][] Answers(string[] queries, int[] positive)
    {
        var together = new Dictionary<string, List<int>>(queries.Length, StringComparer.Ordinal);
        for (int i = 0; i < queries.Length; i++)
        {
            if (together.TryGetValue(queries[i], out List<int>? known))
                known.Add(positive[i]);
            else
                together.Add(queries[i], [positive[i]]);
        }

        var answers = new int[queries.Length][];
        for (int i = 0; i < answers.Length; i++)
        {
            int own = positive[i];
            List<int> all = together[queries[i]];
            answers[i] = all.Count == 1 ? [own] : [own, .. all.Where(document => document != own).Order()];
        }

        return answers;
    }

    string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append($"{Documents.Count} documents, {Queries.Count} queries");
        foreach (string document in Documents)
            Append(document);
        for (int i = 0; i < _positive.Length; i++)
        {
            Append(Queries[i]);
            Append(Sources[i]);
            hash.AppendData(BitConverter.GetBytes(_positive[i]));
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
