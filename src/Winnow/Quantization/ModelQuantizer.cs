using Winnow.Kernels.MatMul;
using Winnow.Models;
using Winnow.Weights;

namespace Winnow.Quantization;

/// <summary>Makes int8 model folders: a quarter of the size on disk, for the same engine.</summary>
/// <remarks>
/// <para>
/// Every matrix <c>X.weight</c> with more than one row becomes int8 with a scale for each row in <c>X.weight_scale</c>, embeddings included: the <c>int-quantized</c>
/// layout of compressed-tensors, symmetric. Vectors, norms, biases, matrices of one row and the modules after the encoder are not rounded.
/// </para>
/// <para>Such a folder loads with every <see cref="Precision"/>; with <see cref="Precision.Int8"/> its matrices are taken as they are stored.</para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
public static class ModelQuantizer
{
    /// <summary>Quantizes a model.</summary>
    /// <param name="model">A model folder of 16- or 32-bit weights, or the name of a model that ships with Winnow or lies in <c>WINNOW_HOME</c>.</param>
    /// <param name="outputFolder">The folder to write. It must not exist yet, or be empty; it appears under its name only when it is complete.</param>
    /// <param name="progress">Told how far the work is, from the calling thread, or null.</param>
    /// <param name="cancellationToken">Stops the work; nothing stays of it.</param>
    /// <returns>Sizes, and what rounding cost.</returns>
    /// <remarks>
    /// The model is loaded once, as a check, and released. Then its weights go from file to file some rows at a time. Weights in several files become one.
    /// Settings, tokenizer, modules and texts are copied; weights in other formats are not.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="outputFolder"/> is empty.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">The model does not load or is quantized already, or the folder cannot be written.</exception>
    public static QuantizationReport Quantize(
        string model, string outputFolder, IProgress<QuantizationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        string folder = ModelFolder.Find(model);
        try
        {
            string target = NewFolder.Check(outputFolder);
            using ModelParts parts = ModelParts.Open(folder, MatMulKernels.Best);
            ModelWeights source = parts.Source.Weights;
            var weights = new QuantizedWeights(source, progress, cancellationToken);
            CheckLoads(folder);
            cancellationToken.ThrowIfCancellationRequested();

            IReadOnlyList<string> files = ModelFiles.Find(folder, source.Folder);
            using NewFolder output = NewFolder.Begin(target);
            string encoder = Path.Combine(output.Path, Path.GetRelativePath(folder, source.Folder));
            Directory.CreateDirectory(encoder);
            weights.Write(Path.Combine(encoder, "model.safetensors"));
            QuantizedConfig.Write(Path.Combine(source.Folder, "config.json"), Path.Combine(encoder, "config.json"));
            Copy(folder, files, output.Path, cancellationToken);
            output.Complete();
            return Report(target, weights);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{outputFolder}: the folder cannot be written: {error.Message} Check that you may write there, and that the disk has room.", error);
        }
    }

    // The engine's own loading is the check: what it refuses, with a message, is not quantized. Its memory is free again before the work begins.
    static void CheckLoads(string folder)
    {
        IReadOnlyList<string> problems = ModelInfo.Inspect(folder).Problems;
        if (problems.Count > 0)
            throw new WinnowException(string.Join('\n', problems));
    }

    static void Copy(string folder, IReadOnlyList<string> files, string target, CancellationToken cancellationToken)
    {
        foreach (string file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(folder, file), copy);
        }
    }

    static QuantizationReport Report(string folder, QuantizedWeights weights) => new()
    {
        Folder = folder,
        Matrices = weights.Matrices,
        BytesBefore = weights.BytesBefore,
        BytesAfter = weights.BytesAfter,
        LargestError = weights.Error.Largest,
        LargestErrorTensor = weights.Error.LargestTensor,
        RelativeError = weights.Error.Relative,
    };
}
