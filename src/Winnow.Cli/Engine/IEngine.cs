using Winnow.Models;
using Winnow.Quantization;

namespace Winnow.Cli.Engine;

/// <summary>What the commands ask of the engine; tests put a fake in its place.</summary>
interface IEngine
{
    /// <summary>Loads a reranker.</summary>
    /// <param name="model">A folder or a name, or null for the default reranker.</param>
    /// <param name="options">Settings of the loaded model.</param>
    IPairScorer LoadReranker(string? model, EngineOptions options);

    /// <summary>Loads an embedder.</summary>
    /// <param name="model">A folder or a name.</param>
    /// <param name="options">Settings of the loaded model.</param>
    ITextEmbedder LoadEmbedder(string model, EngineOptions options);

    /// <summary>Loads a tokenizer, and no weights where that can be avoided.</summary>
    /// <param name="model">A folder or a name, or null for the default reranker.</param>
    IPairTokenizer LoadTokenizer(string? model);

    /// <summary>Writes a model in ONNX format.</summary>
    /// <param name="model">A folder or a name.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="precision">The arithmetic of the graph.</param>
    void Export(string model, string output, Precision precision);

    /// <summary>Reads the facts of a model folder.</summary>
    /// <param name="model">A folder or a name.</param>
    ModelInfo Inspect(string model);

    /// <summary>Writes an int8 folder of a model.</summary>
    /// <param name="model">A folder or a name.</param>
    /// <param name="output">The folder to write.</param>
    /// <param name="progress">Told how far the work is, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    QuantizationReport Quantize(string model, string output, IProgress<QuantizationProgress>? progress, CancellationToken cancellationToken);
}
