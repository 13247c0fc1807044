using TorchSharp;
using Winnow.Training.Native;

namespace Winnow.Training.Mining;

/// <summary>Exact search: the documents with the largest dot products with each query, on any of torch's devices.</summary>
/// <remarks>
/// Queries and documents are multiplied in blocks, and the best of each block are merged. Equal scores come in the order of positions; which of several that tie for the last place is left out is
/// torch's choice. The same calls on the same device give the same answer. Not safe for concurrent use. The device holds all document vectors.
/// </remarks>
public sealed class NearestDocuments : IDisposable
{
    // 256 x 32,768 scores are 32 MB: large enough to keep the product busy, small enough for any device.
    const int QueriesAtOnce = 256, DocumentsAtOnce = 32_768;

    readonly torch.Tensor _documents;
    readonly int _dimensions;

    /// <summary>Puts the documents on a device.</summary>
    /// <param name="documents">The vectors, all of one length.</param>
    /// <param name="device">The device, or null for the processor.</param>
    /// <exception cref="ArgumentException">There is no document, or lengths differ.</exception>
    /// <exception cref="WinnowException">libtorch cannot be loaded.</exception>
    public NearestDocuments(float[][] documents, torch.Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (documents.Length == 0)
            throw new ArgumentException("There must be a document.", nameof(documents));
        _ = LibTorch.Version;
        _dimensions = documents[0].Length;
        using var scope = torch.NewDisposeScope();
        torch.Tensor all = torch.empty(documents.Length, _dimensions, dtype: torch.ScalarType.Float32, device: device ?? torch.CPU);
        for (int start = 0; start < documents.Length; start += DocumentsAtOnce)
        {
            using torch.Tensor part = Rows(documents, start, Math.Min(DocumentsAtOnce, documents.Length - start));
            all.narrow(0, start, part.shape[0]).copy_(part);
        }

        _documents = all.MoveToOuterDisposeScope();
    }

    /// <summary>Finds the nearest documents.</summary>
    /// <param name="queries">The queries' vectors.</param>
    /// <param name="depth">The most documents for a query.</param>
    /// <param name="progress">Told the number of queries done, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>For each query positions and dot products, best first.</returns>
    /// <exception cref="ArgumentException">A vector's length is not that of the documents.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public (int Position, float Score)[][] Find(float[][] queries, int depth, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        var found = new (int, float)[queries.Length][];
        using var quiet = torch.no_grad();
        for (int start = 0; start < queries.Length; start += QueriesAtOnce)
        {
            Find(queries, start, Math.Min(QueriesAtOnce, queries.Length - start), depth, found, cancellationToken);
            progress?.Report(Math.Min(start + QueriesAtOnce, queries.Length));
        }

        return found;
    }

    /// <summary>Frees the device's memory.</summary>
    public void Dispose() => _documents.Dispose();

    void Find(float[][] queries, int start, int count, int depth, (int, float)[][] found, CancellationToken cancellationToken)
    {
        using var scope = torch.NewDisposeScope();
        using torch.Tensor block = Rows(queries, start, count);
        torch.Tensor asked = block.to(_documents.device);
        long all = _documents.shape[0];
        torch.Tensor? bestScores = null, bestPositions = null;
        for (long first = 0; first < all; first += DocumentsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = torch.NewDisposeScope();
            torch.Tensor part = _documents.narrow(0, first, Math.Min(DocumentsAtOnce, all - first));
            (torch.Tensor scores, torch.Tensor positions) = asked.matmul(part.t()).topk((int)Math.Min(depth, part.shape[0]), 1, true, true);
            positions = positions.add(first);
            if (bestScores is not null)
            {
                // Earlier documents stand first, and topk says which columns it kept.
                using torch.Tensor bothScores = torch.cat([bestScores, scores], 1), bothPositions = torch.cat([bestPositions!, positions], 1);
                (scores, torch.Tensor kept) = bothScores.topk((int)Math.Min(depth, bothScores.shape[1]), 1, true, true);
                positions = bothPositions.gather(1, kept);
                bestScores.Dispose();
                bestPositions!.Dispose();
            }

            bestScores = scores.MoveToOuterDisposeScope();
            bestPositions = positions.MoveToOuterDisposeScope();
        }

        int width = (int)bestScores!.shape[1];
        float[] flatScores = bestScores.cpu().data<float>().ToArray();
        long[] flatPositions = bestPositions!.cpu().data<long>().ToArray();
        for (int i = 0; i < count; i++)
        {
            var row = new (int Position, float Score)[width];
            for (int j = 0; j < width; j++)
                row[j] = ((int)flatPositions[(i * width) + j], flatScores[(i * width) + j]);
            Array.Sort(row, static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Position.CompareTo(b.Position));
            found[start + i] = row;
        }
    }

    torch.Tensor Rows(float[][] vectors, int start, int count)
    {
        var flat = new float[count * _dimensions];
        for (int i = 0; i < count; i++)
        {
            if (vectors[start + i].Length != _dimensions)
                throw new ArgumentException($"Vector {start + i} has {vectors[start + i].Length} numbers, and those before have {_dimensions}.", nameof(vectors));
            vectors[start + i].CopyTo(flat, i * _dimensions);
        }

        return torch.tensor(flat, [count, _dimensions]);
    }
}
