using Winnow.Evaluation.FirstStage;

namespace Winnow.Training.Mining;

/// <summary>An embedder on Winnow's engine, with the prompts that its folder states for queries and documents.</summary>
/// <remarks>Vectors are scaled to length 1, so their dot product is the cosine, unless the options ask otherwise. Safe for concurrent use, as the embedder is.</remarks>
public sealed class EngineEncoder : ITextEncoder
{
    readonly DualEncoder _encoder;

    /// <summary>Loads an embedder.</summary>
    /// <param name="model">A model folder, or the name of a model that lies in <c>WINNOW_HOME</c>.</param>
    /// <param name="options">How the embedder is used, or null for the defaults.</param>
    /// <exception cref="WinnowException">There is no such model, a file of it is malformed or not supported, or the model is a reranker.</exception>
    public EngineEncoder(string model, DenseOptions? options = null) => _encoder = new DualEncoder(model, options ?? new DenseOptions());

    /// <inheritdoc/>
    public string Name => _encoder.Name;

    /// <summary>Gets what a reader must know to repeat the vectors, in one line: similarity, arithmetic, token limit and prefixes.</summary>
    public string Protocol => _encoder.Protocol;

    /// <inheritdoc/>
    public string Fingerprint => _encoder.Fingerprint;

    /// <inheritdoc/>
    public int Dimensions => _encoder.Dimensions;

    /// <inheritdoc/>
    public float[][] Encode(IReadOnlyList<string> texts, bool isQuery, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        float[][] vectors = isQuery ? _encoder.Queries(texts, cancellationToken) : _encoder.Documents(texts, cancellationToken);
        progress?.Report(vectors.Length);
        return vectors;
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => _encoder.Dispose();
}
