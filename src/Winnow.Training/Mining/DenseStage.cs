using TorchSharp;
using Winnow.Training.Data;

namespace Winnow.Training.Mining;

/// <summary>Exact search with an embedder's vectors.</summary>
sealed class DenseStage : MiningStage
{
    readonly NearestDocuments _nearest;
    readonly float[][] _queries;

    /// <summary>Prepares the search.</summary>
    /// <param name="name">The embedder's name.</param>
    /// <param name="embedder">Its position among the embedders.</param>
    /// <param name="queries">The vectors of the queries that are mined.</param>
    /// <param name="documents">The vectors of all documents.</param>
    /// <param name="device">The device, or null for the processor.</param>
    public DenseStage(string name, int embedder, float[][] queries, float[][] documents, torch.Device? device)
        : base(name, CandidateOrigin.Embedder(embedder))
    {
        _queries = queries;
        _nearest = new NearestDocuments(documents, device);
    }

    /// <inheritdoc/>
    public override int[][] Rank(int start, int count, int depth, CancellationToken cancellationToken) =>
        Array.ConvertAll(_nearest.Find(_queries[start..(start + count)], depth, null, cancellationToken), row => Array.ConvertAll(row, hit => hit.Position));

    /// <inheritdoc/>
    public override void Dispose() => _nearest.Dispose();
}
