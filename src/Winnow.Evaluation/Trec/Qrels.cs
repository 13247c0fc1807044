using System.Globalization;

namespace Winnow.Evaluation.Trec;

/// <summary>Relevance judgements: for each query, the grades of the documents that people looked at.</summary>
/// <remarks>
/// <para>A grade of 1 or more means relevant, and more is better; 0 and below mean not relevant. Documents without a judgement count as not relevant.</para>
/// <para>Reading from several threads at once is safe as long as nobody calls <see cref="Add"/>.</para>
/// </remarks>
public sealed class Qrels
{
    const string BeirHeader = "query-id\tcorpus-id\tscore";

    readonly List<string> _queryIds = [];
    readonly Dictionary<string, Dictionary<string, int>> _queries = new(StringComparer.Ordinal);

    /// <summary>Gets the ids of the judged queries, in the order in which they first appeared.</summary>
    public IReadOnlyList<string> QueryIds => _queryIds;

    /// <summary>Gets a query's judgements: document id to grade.</summary>
    /// <param name="queryId">The query's id.</param>
    /// <exception cref="KeyNotFoundException">The query has no judgements.</exception>
    public IReadOnlyDictionary<string, int> this[string queryId] => _queries[queryId];

    /// <summary>Reads a file, in one of two forms that are told apart by the first line.</summary>
    /// <remarks>
    /// TREC's has four columns between white space: query id, a column that is ignored, document id, grade. BEIR's has three columns between tabs below the header
    /// <c>query-id corpus-id score</c>.
    /// </remarks>
    /// <param name="path">The file, UTF-8 text.</param>
    /// <exception cref="WinnowException">The file cannot be read, is empty or not UTF-8, a line has too few or too many columns or a grade that is no whole number, or a document
    /// comes twice for a query.</exception>
    public static Qrels Read(string path)
    {
        using TrecLines lines = TrecLines.Open(path);
        return Read(lines);
    }

    /// <summary>Reads judgements as <see cref="Read(string)"/> does, and closes the stream.</summary>
    /// <param name="stream">UTF-8 text.</param>
    /// <param name="name">The name that messages give the stream.</param>
    /// <exception cref="WinnowException">As in <see cref="Read(string)"/>.</exception>
    public static Qrels Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        using var lines = new TrecLines(stream, name);
        return Read(lines);
    }

    /// <summary>Gets whether a query has judgements.</summary>
    /// <param name="queryId">The query's id.</param>
    public bool Contains(string queryId) => _queries.ContainsKey(queryId);

    /// <summary>Adds a judgement.</summary>
    /// <param name="queryId">The query's id.</param>
    /// <param name="documentId">The document's id.</param>
    /// <param name="grade">1 or more: relevant; 0 or less: not relevant.</param>
    /// <exception cref="ArgumentException">An id is empty, or the query has a judgement for the document already.</exception>
    public void Add(string queryId, string documentId, int grade)
    {
        ArgumentException.ThrowIfNullOrEmpty(queryId);
        ArgumentException.ThrowIfNullOrEmpty(documentId);
        if (!TryAdd(queryId, documentId, grade))
            throw new ArgumentException($"The document {TrecLines.Quote(documentId)} is judged twice for the query {TrecLines.Quote(queryId)}.", nameof(documentId));
    }

    static Qrels Read(TrecLines lines)
    {
        if (!lines.TryRead(out ReadOnlySpan<char> line))
            throw lines.Empty("judgements");
        bool beir = line.SequenceEqual(BeirHeader);
        if (beir && !lines.TryRead(out line))
            throw lines.Empty("judgements below its header");

        var qrels = new Qrels();
        do
            qrels.AddLine(line, beir, lines);
        while (lines.TryRead(out line));
        return qrels;
    }

    void AddLine(ReadOnlySpan<char> line, bool beir, TrecLines lines)
    {
        int expected = beir ? 3 : 4;
        Span<Range> columns = stackalloc Range[5];
        int count = TrecLines.Split(line, columns[..(expected + 1)], tabs: beir);
        if (count != expected)
        {
            string found = count < expected ? $"there are {count}" : "there are more";
            throw lines.Error(beir
                ? $"a line of BEIR's judgements has 3 columns between tabs (query-id, corpus-id, score), and {found}."
                : $"a line of TREC's judgements has 4 columns (query, 0, document, grade), and {found}. A BEIR file begins with the line query-id, corpus-id, score, with tabs between.");
        }

        ReadOnlySpan<char> query = line[columns[0]], document = line[columns[beir ? 1 : 2]], grade = line[columns[expected - 1]];
        if (query.IsEmpty || document.IsEmpty)
            throw lines.Error($"the {(query.IsEmpty ? "query" : "document")} id is empty. Put an id there.");
        if (!int.TryParse(grade, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
            throw lines.Error($"the grade {TrecLines.Quote(grade)} is no whole number of 32 bits. Write a number such as 0, 1 or 2.");
        if (!TryAdd(query, document.ToString(), value))
            throw lines.Error($"the document {TrecLines.Quote(document)} is judged twice for the query {TrecLines.Quote(query)}. Remove one of the two lines.");
    }

    bool TryAdd(ReadOnlySpan<char> queryId, string documentId, int grade)
    {
        // The id of a query stands on many lines: it becomes a string on the first.
        if (!_queries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(queryId, out Dictionary<string, int>? grades))
        {
            string id = queryId.ToString();
            _queryIds.Add(id);
            _queries.Add(id, grades = new(StringComparer.Ordinal));
        }

        return grades.TryAdd(documentId, grade);
    }
}
