using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.FirstStage;

/// <summary>Makes a run of ranked positions in a data set, with the rules that hold for every first stage.</summary>
sealed class RunBuilder(string name, BeirDataset dataset, int depth)
{
    readonly TrecRun _run = new(Tag(name));

    /// <summary>Makes a tag of a name: white space would end its column in a run file.</summary>
    public static string Tag(string name) => name.Length == 0 ? "run" : string.Concat(name.Select(c => char.IsWhiteSpace(c) ? '_' : c));

    /// <summary>Adds a query's documents, best first and ties in the order of the data set; the query's own id is skipped.</summary>
    public void Add(string query, IEnumerable<(int Position, float Score)> ranked)
    {
        float last = float.PositiveInfinity;
        var documents = new List<ScoredDocument>(depth);
        foreach ((int position, float score) in ranked)
        {
            string id = dataset.Documents[position].Id;
            if (id == query)
                continue;
            if (documents.Count == depth)
                break;
            // TREC tools put the last id first among equals; the smallest step down keeps the order that was meant.
            last = score < last ? score : MathF.BitDecrement(last);
            documents.Add(new ScoredDocument(id, last));
        }

        _run.Add(query, documents);
    }

    /// <summary>Gets the run.</summary>
    public TrecRun Build() => _run;
}
