using System.Security.Cryptography;
using System.Text;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.FirstStage;

/// <summary>A first stage that somebody else ran: a TREC run, from a file or from the data set itself.</summary>
/// <remarks>The best documents of each judged query are taken in trec_eval's order, scores compared as 32-bit floats, with the scores that they have. Safe for concurrent use.</remarks>
public sealed class GivenRun : IFirstStage
{
    readonly TrecRun _run;
    readonly string _source;

    GivenRun(TrecRun run, string source, string name)
    {
        _run = run;
        _source = source;
        Name = name;
        Fingerprint = Hash(run);
        Protocol = $"the given run {name} (sha256 {Fingerprint[..12]})";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Protocol { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Reads a run file.</summary>
    /// <param name="path">A TREC run, six columns a line.</param>
    /// <exception cref="WinnowException">The file cannot be read, or a line of it is malformed.</exception>
    public static GivenRun FromFile(string path) => new(TrecRun.Read(path), path, Path.GetFileNameWithoutExtension(path));

    /// <summary>Takes a run that comes with a data set.</summary>
    /// <param name="dataset">The collection.</param>
    /// <param name="runName">One of <see cref="BeirDataset.RunNames"/>.</param>
    /// <exception cref="WinnowException">There is no such run, or a line of it is malformed.</exception>
    public static GivenRun FromDataset(BeirDataset dataset, string runName)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new(dataset.ReadRun(runName), $"{dataset.Path}, run {runName}", runName);
    }

    /// <inheritdoc/>
    public TrecRun Retrieve(BeirDataset dataset, int depth, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        var run = new TrecRun(RunBuilder.Tag(Name));
        foreach (BeirQuery query in dataset.Queries.Where(query => _run.Contains(query.Id)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ScoredDocument[] best = [.. _run.Ranking(query.Id).Where(document => document.DocumentId != query.Id).Take(depth)];
            foreach (ScoredDocument document in best)
                CheckKnown(dataset, query.Id, document.DocumentId);
            run.Add(query.Id, best);
        }

        return run.QueryIds.Count > 0
            ? run
            : throw new WinnowException($"{_source}: it has no documents for any judged query of {dataset.Name}. Check that the run was made for this data set.");
    }

    void CheckKnown(BeirDataset dataset, string query, string document)
    {
        if (dataset.IndexOf(document) < 0)
            throw new WinnowException($"{_source}: query {query} has the document \"{document}\", which is not in the corpus of {dataset.Name}. Check that the run was made for this data set.");
    }

    static string Hash(TrecRun run)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string query in run.QueryIds)
        {
            foreach ((string document, double score) in run.Ranking(query))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{query}\t{document}\t"));
                hash.AppendData(BitConverter.GetBytes(score));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
