using System.Numerics;
using System.Runtime.InteropServices;
using Winnow.Kernels.MatMul;
using Winnow.Models;

namespace Winnow.Evaluation.FirstStage;

/// <summary>An embedder with what its folder says about queries and documents, so that nobody forgets E5's prefixes.</summary>
/// <remarks>Safe for concurrent use, as the embedder is.</remarks>
sealed class DualEncoder : IDisposable
{
    static readonly string[] QueryPrompts = ["query"], DocumentPrompts = ["document", "passage", "corpus"];

    readonly Embedder _embedder;
    readonly DenseOptions _options;
    readonly Side _query, _document;
    readonly int _maxTokens;

    public DualEncoder(string model, DenseOptions options)
    {
        _options = options;
        _embedder = Embedder.Load(model, options.Engine);
        _maxTokens = options.Engine.MaxTokens ?? Math.Min(DenseOptions.DefaultMaxTokens, _embedder.MaxTokens);
        _query = Choose(options.QueryPrefix, QueryPrompts);
        _document = Choose(options.DocumentPrefix, DocumentPrompts);
        Protocol = $"{(options.Similarity == VectorSimilarity.Cosine ? "cosine" : "dot product")} of embeddings, exact search, {options.Engine.Precision.Name()}, "
            + $"at most {_maxTokens} tokens, query prefix \"{_query.Shown}\", document prefix \"{_document.Shown}\"";
        Fingerprint = ModelFingerprint.Compute(_embedder.Model.Folder, $"{Protocol}, {MatMulKernels.Best.Name}");
    }

    public string Name => _embedder.Model.Name;

    public string Protocol { get; }

    public string Fingerprint { get; }

    public int Dimensions => _embedder.Dimensions;

    public float[][] Queries(IReadOnlyList<string> texts, CancellationToken cancellationToken) => Embed(texts, _query, cancellationToken);

    public float[][] Documents(IReadOnlyList<string> texts, CancellationToken cancellationToken) => Embed(texts, _document, cancellationToken);

    /// <summary>The dot product, in an order of additions that depends on the machine's vector width only.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(a), y = MemoryMarshal.Cast<float, Vector<float>>(b[..a.Length]);
        Vector<float> sums = Vector<float>.Zero;
        for (int i = 0; i < x.Length; i++)
            sums += x[i] * y[i];
        float sum = Vector.Sum(sums);
        for (int i = x.Length * Vector<float>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    public void Dispose() => _embedder.Dispose();

    // As sentence-transformers' encode_query and encode_document choose.
    Side Choose(string? prefix, string[] prompts)
    {
        if (prefix is not null)
            return new Side(prefix, "", prefix);
        string? name = prompts.FirstOrDefault(_embedder.Prompts.ContainsKey);
        return new Side("", name, name is null ? "the folder's default" : _embedder.Prompts[name]);
    }

    float[][] Embed(IReadOnlyList<string> texts, Side side, CancellationToken cancellationToken)
    {
        if (side.Prefix.Length > 0)
            texts = [.. texts.Select(text => side.Prefix + text)];
        float[][] vectors = _embedder.Embed(texts, new EmbedOptions { PromptName = side.Prompt, MaxTokens = _maxTokens }, cancellationToken: cancellationToken);
        if (_options.Similarity == VectorSimilarity.Cosine)
        {
            foreach (float[] vector in vectors)
                Normalize(vector);
        }

        return vectors;
    }

    static void Normalize(float[] vector)
    {
        float length = MathF.Sqrt(Dot(vector, vector));
        if (length == 0)
            return;
        for (int i = 0; i < vector.Length; i++)
            vector[i] /= length;
    }

    readonly record struct Side(string Prefix, string? Prompt, string Shown);
}
