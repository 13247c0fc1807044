using System.Globalization;

namespace Winnow.Evaluation.Trec;

/// <summary>What a system found: for each query, documents with scores.</summary>
/// <remarks>
/// <para>The order of a query's documents is that of their scores and, between equal scores, of their ids (<see cref="TieRule"/>). Ranks in files are ignored, as trec_eval does.</para>
/// <para>Reading from several threads at once is safe as long as nobody calls <see cref="Add"/>.</para>
/// </remarks>
public sealed class TrecRun
{
    const int Columns = 6;

    readonly List<string> _queryIds = [];
    readonly Dictionary<string, Dictionary<string, double>> _queries = new(StringComparer.Ordinal);

    /// <summary>Creates a run without queries.</summary>
    /// <param name="tag">The name of the system, the last column of a run file.</param>
    /// <exception cref="ArgumentException">The tag is empty.</exception>
    public TrecRun(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        Tag = tag;
    }

    /// <summary>Gets the name of the system that made the run.</summary>
    public string Tag { get; }

    /// <summary>Gets the ids of the queries that have documents, in the order in which they first appeared.</summary>
    public IReadOnlyList<string> QueryIds => _queryIds;

    /// <summary>Gets a query's documents: document id to score, in no order that means anything.</summary>
    /// <param name="queryId">The query's id.</param>
    /// <exception cref="KeyNotFoundException">The run has no documents for the query.</exception>
    public IReadOnlyDictionary<string, double> this[string queryId] => _queries[queryId];

    /// <summary>Reads a run file: six columns between white space, namely query id, a column that is ignored, document id, rank (ignored), score, tag.</summary>
    /// <param name="path">The file, UTF-8 text.</param>
    /// <returns>The run, with the tag of the first line.</returns>
    /// <exception cref="WinnowException">The file cannot be read, is empty or not UTF-8, a line has too few or too many columns or a score that is no finite number, or a document
    /// comes twice for a query.</exception>
    public static TrecRun Read(string path)
    {
        using TrecLines lines = TrecLines.Open(path);
        return Read(lines);
    }

    /// <summary>Reads a run as <see cref="Read(string)"/> does, and closes the stream.</summary>
    /// <param name="stream">UTF-8 text.</param>
    /// <param name="name">The name that messages give the stream.</param>
    /// <exception cref="WinnowException">As in <see cref="Read(string)"/>.</exception>
    public static TrecRun Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        using var lines = new TrecLines(stream, name);
        return Read(lines);
    }

    /// <summary>Gets whether the run has documents for a query.</summary>
    /// <param name="queryId">The query's id.</param>
    public bool Contains(string queryId) => _queries.ContainsKey(queryId);

    /// <summary>Adds a query with its documents. Without documents the query stays absent, as it would be in a file.</summary>
    /// <param name="queryId">The query's id.</param>
    /// <param name="documents">The documents, in any order.</param>
    /// <exception cref="ArgumentException">An id is empty, the query is there already, a document comes twice, or a score is not finite.</exception>
    public void Add(string queryId, IEnumerable<ScoredDocument> documents)
    {
        ArgumentException.ThrowIfNullOrEmpty(queryId);
        ArgumentNullException.ThrowIfNull(documents);
        if (Contains(queryId))
            throw new ArgumentException($"The run has the query {TrecLines.Quote(queryId)} already.", nameof(queryId));

        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string documentId, double score) in documents)
        {
            ArgumentException.ThrowIfNullOrEmpty(documentId, nameof(documents));
            if (!double.IsFinite(score))
                throw new ArgumentException($"The score of the document {TrecLines.Quote(documentId)} is {score}, which has no place in an order.", nameof(documents));
            if (!scores.TryAdd(documentId, score))
                throw new ArgumentException($"The document {TrecLines.Quote(documentId)} comes twice for the query {TrecLines.Quote(queryId)}.", nameof(documents));
        }

        if (scores.Count == 0)
            return;
        _queryIds.Add(queryId);
        _queries.Add(queryId, scores);
    }

    /// <summary>Gets a query's documents, best first.</summary>
    /// <param name="queryId">The query's id.</param>
    /// <param name="ties">When two scores count as equal.</param>
    /// <exception cref="KeyNotFoundException">The run has no documents for the query.</exception>
    public IReadOnlyList<ScoredDocument> Ranking(string queryId, TieRule ties = TieRule.Float32)
    {
        Dictionary<string, double> scores = _queries[queryId];
        var ranking = new ScoredDocument[scores.Count];
        int count = 0;
        foreach ((string documentId, double score) in scores)
            ranking[count++] = new ScoredDocument(documentId, score);
        Array.Sort(ranking, RankingOrder.Of(ties));
        return ranking;
    }

    /// <summary>Writes the run as a file that trec_eval and <see cref="Read(string)"/> take: ranks count from 1, scores are the shortest texts that read back as the same number.</summary>
    /// <param name="path">The file to write; its folder must exist. It appears under its name only when it is complete; an existing file is replaced.</param>
    /// <exception cref="WinnowException">The file cannot be written, or the tag or an id has white space, which would end its column, or is not valid Unicode.</exception>
    public void Write(string path) => TrecRunFile.Write(this, path);

    static TrecRun Read(TrecLines lines)
    {
        TrecRun? run = null;
        Span<Range> columns = stackalloc Range[Columns + 1];
        while (lines.TryRead(out ReadOnlySpan<char> line))
        {
            int count = TrecLines.Split(line, columns);
            if (count != Columns)
                throw lines.Error($"a line of a run has 6 columns (query, Q0, document, rank, score, tag), and there are {(count < Columns ? count : "more")}.");
            run ??= new TrecRun(line[columns[5]].ToString());
            ReadOnlySpan<char> score = line[columns[4]];
            if (!double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                throw lines.Error($"the score {TrecLines.Quote(score)} is no number. Write one such as 12.5 or -3e-2.");
            if (!double.IsFinite(value))
                throw lines.Error($"the score {TrecLines.Quote(score)} is not finite, so it has no place in an order. Find out why the system gave it.");
            run.AddLine(line[columns[0]], line[columns[2]], value, lines);
        }

        return run ?? throw lines.Empty("ranked documents");
    }

    void AddLine(ReadOnlySpan<char> queryId, ReadOnlySpan<char> documentId, double score, TrecLines lines)
    {
        // The id of a query stands on many lines: it becomes a string on the first.
        if (!_queries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(queryId, out Dictionary<string, double>? scores))
        {
            string id = queryId.ToString();
            _queryIds.Add(id);
            _queries.Add(id, scores = new(StringComparer.Ordinal));
        }

        if (!scores.TryAdd(documentId.ToString(), score))
            throw lines.Error($"the document {TrecLines.Quote(documentId)} comes twice for the query {TrecLines.Quote(queryId)}. Remove one of the two lines.");
    }
}
