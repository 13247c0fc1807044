using Winnow.Evaluation.Lines;
using Winnow.Evaluation.Trec;
using Winnow.Weights;

namespace Winnow.Evaluation.Beir;

/// <summary>Reads the three kinds of file of a data set, and says of each bad line where it is.</summary>
sealed class BeirReader(BeirFiles files, CancellationToken cancellationToken)
{
    /// <summary>Gets what was dropped, for the user to know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Reads <c>corpus.jsonl</c>.</summary>
    public BeirDocument[] ReadCorpus()
    {
        BeirDocument[] documents = Read(
            BeirFiles.Corpus,
            "It has a line {\"_id\": \"...\", \"title\": \"...\", \"text\": \"...\"} for each document.",
            line => new BeirDocument(Id(line), line.Has("title") ? line.Text("title") : "", line.Text("text")),
            document => document.Id);
        if (documents.Length == 0)
            throw new WinnowException($"{files.Describe(BeirFiles.Corpus)}: the corpus is empty. Fetch the data set again.");
        return documents;
    }

    /// <summary>Reads <c>queries.jsonl</c>.</summary>
    public BeirQuery[] ReadQueries() => Read(
        "queries.jsonl",
        "It has a line {\"_id\": \"...\", \"text\": \"...\"} for each query.",
        line => new BeirQuery(Id(line), line.Text("text")),
        query => query.Id);

    /// <summary>Reads <c>qrels/SPLIT.tsv</c>, without the judgements of queries that are not known.</summary>
    public Qrels ReadQrels(string split, IReadOnlySet<string> queries)
    {
        string name = $"qrels/{split}.tsv", file = files.Describe(name);
        string[] splits = [.. files.Names.Where(other => other.StartsWith("qrels/", StringComparison.Ordinal)).Select(other => Path.GetFileNameWithoutExtension(other))];
        Qrels all = Qrels.Read(
            files.OpenRequired(name, splits.Length == 0 ? "It holds the judgements." : $"The splits of this data set are: {string.Join(", ", splits)}."), file);
        var known = new Qrels();
        foreach (string query in all.QueryIds.Where(queries.Contains))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach ((string document, int grade) in all[query])
                known.Add(query, document, grade);
        }

        int unknown = all.QueryIds.Count - known.QueryIds.Count;
        if (known.QueryIds.Count == 0)
            throw new WinnowException($"{file}: none of the queries in queries.jsonl is judged here. Check that the two files belong together.");
        if (unknown > 0)
            Notes.Add($"{name}: {unknown} judged queries are not in queries.jsonl and were left out, for instance {ErrorText.Quote(all.QueryIds.First(id => !queries.Contains(id)))}.");
        return known;
    }

    T[] Read<T>(string name, string advice, Func<JsonLine, T> select, Func<T, string> id)
    {
        using Stream stream = files.OpenRequired(name, advice);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. JsonLine.Read(stream, files.Describe(name), line =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                T item = select(line);
                return ids.Add(id(item)) ? item : throw line.Error("_id", $"{ErrorText.Quote(id(item))} was the id of an earlier line. Ids must differ.");
            }),
        ];
    }

    static string Id(JsonLine line)
    {
        string id = line.Text("_id");
        if (id.Length == 0)
            throw line.Error("_id", "is empty.");
        return id.Any(char.IsWhiteSpace) ? throw line.Error("_id", $"{ErrorText.Quote(id)} has white space in it, which no TREC run can hold. Rename it.") : id;
    }
}
