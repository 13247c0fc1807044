namespace Winnow.Training.Data;

/// <summary>Lists of candidates, each with the score that teachers give it and whether it answers the query.</summary>
/// <remarks>Positions are those of a <see cref="TrainingTexts"/>, whose fingerprint the file keeps. Instances are immutable and may be shared between threads.</remarks>
public sealed class LabelledLists
{
    readonly CandidateColumns _columns;

    internal LabelledLists(CandidateColumns columns) => _columns = columns;

    /// <summary>Gets the number of queries, that of the texts.</summary>
    public int Count => _columns.Count;

    /// <summary>Gets the number of candidates of all queries together.</summary>
    public int Candidates => _columns.Documents.Length;

    /// <summary>Gets how candidates and labels were made, as names and values in ordinal order of names.</summary>
    public IReadOnlyDictionary<string, string> Made => _columns.Made;

    /// <summary>Gets a query's candidates, as positions in the texts' documents: positives first, then by the best rank in any first stage.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<int> Documents(int query) => _columns.Slice(_columns.Documents, query);

    /// <summary>Gets how each of a query's candidates came in: bits of <see cref="CandidateOrigin"/>, in the order of <see cref="Documents"/>.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<byte> Origins(int query) => _columns.Slice(_columns.Origins, query);

    /// <summary>Gets the teachers' scores of a query's candidates: finite numbers, higher is better, with mean 0 over all queries' candidates.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<float> Scores(int query) => _columns.Slice(_columns.Scores!, query);

    /// <summary>Gets the judgements of a query's candidates: 1 for a document that is known to answer it, 0 for every other.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<byte> Relevance(int query) => _columns.Slice(_columns.Relevance!, query);

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file that <see cref="Write"/> made.</param>
    /// <param name="texts">The texts it was made of.</param>
    /// <exception cref="WinnowException">It cannot be read, is no such file, is cut or damaged, or was made of other texts.</exception>
    public static LabelledLists Read(string path, TrainingTexts texts) => new(CandidateFile.Read(path, texts, labelled: true));

    /// <summary>Writes the lists to a file, which appears under its name when it is complete.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="WinnowException">It cannot be written.</exception>
    public void Write(string path) => CandidateFile.Write(path, _columns);
}
