using Winnow.Models;
using Winnow.Onnx;
using Winnow.Quantization;

namespace Winnow.Cli.Engine;

/// <summary>The real engine behind <see cref="IEngine"/>.</summary>
sealed class WinnowEngine : IEngine
{
    public IPairScorer LoadReranker(string? model, EngineOptions options) =>
        new RerankerScorer(model is null ? Reranker.LoadDefault(options) : Reranker.Load(model, options));

    public ITextEmbedder LoadEmbedder(string model, EngineOptions options) => new FolderEmbedder(Embedder.Load(model, options));

    public IPairTokenizer LoadTokenizer(string? model)
    {
        string path = ModelInfo.FindTokenizer(model);
        return new FolderTokenizer(PairTokenizer.Load(model), () => ModelInfo.Inspect(model ?? Path.GetDirectoryName(path)!).MaxTokens);
    }

    public void Export(string model, string output, Precision precision) => OnnxExporter.Export(model, output, new OnnxOptions { Precision = precision });

    public ModelInfo Inspect(string model) => ModelInfo.Inspect(model);

    public QuantizationReport Quantize(string model, string output, IProgress<QuantizationProgress>? progress, CancellationToken cancellationToken) =>
        ModelQuantizer.Quantize(model, output, progress, cancellationToken);
}
