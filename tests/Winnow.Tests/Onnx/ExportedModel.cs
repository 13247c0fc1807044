using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Winnow.Onnx;

namespace Winnow.Tests.Onnx;

/// <summary>A model folder that was exported and opened by ONNX Runtime: token ids in, results out.</summary>
sealed class ExportedModel : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("winnow-onnx-");
    readonly InferenceSession _session;

    public ExportedModel(string model, OnnxOptions? options = null, string? optimizedPath = null)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "model.onnx");
        OnnxExporter.Export(model, Path, options);
        using var session = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        if (optimizedPath is not null)
            session.OptimizedModelFilePath = optimizedPath;
        _session = new InferenceSession(Path, session);
    }

    public string Path { get; }

    public string Folder => _folder.FullName;

    public IReadOnlyCollection<string> Inputs => [.. _session.InputMetadata.Keys];

    public string Output => Assert.Single(_session.OutputMetadata.Keys);

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>Runs all sequences as one batch, padded to the longest, and some tokens more.</summary>
    public float[][] Run(IReadOnlyList<(int[] Ids, int[] Types)> sequences, int morePadding = 0, int paddingId = 0)
    {
        int length = sequences.Max(sequence => sequence.Ids.Length) + morePadding;
        int[] shape = [sequences.Count, length];
        DenseTensor<long> ids = new(shape), mask = new(shape), types = new(shape);
        ids.Buffer.Span.Fill(paddingId);
        for (int i = 0; i < sequences.Count; i++)
        {
            for (int j = 0; j < sequences[i].Ids.Length; j++)
            {
                ids[i, j] = sequences[i].Ids[j];
                types[i, j] = sequences[i].Types[j];
                mask[i, j] = 1;
            }
        }

        List<NamedOnnxValue> inputs = [NamedOnnxValue.CreateFromTensor("input_ids", ids), NamedOnnxValue.CreateFromTensor("attention_mask", mask)];
        if (_session.InputMetadata.ContainsKey("token_type_ids"))
            inputs.Add(NamedOnnxValue.CreateFromTensor("token_type_ids", types));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = _session.Run(inputs);
        Tensor<float> result = outputs[0].AsTensor<float>();
        Assert.Equal(sequences.Count, result.Dimensions[0]);
        return [.. result.ToArray().Chunk(result.Dimensions[1])];
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }
}
