using System.Security.Cryptography;
using System.Text;
using Winnow.Evaluation.FirstStage;

namespace Winnow.Training.Mining;

/// <summary>A folder that keeps vectors of lists of texts, each file under the fingerprints of encoder and texts, so that texts are encoded once and a killed run goes on.</summary>
/// <remarks>Two processes must not encode the same texts into one folder at once: the second is refused.</remarks>
/// <param name="folder">The folder; it is made where it does not exist.</param>
public sealed class VectorCache(string folder)
{
    /// <summary>Gets the vectors of texts, computing those that the folder lacks.</summary>
    /// <param name="encoder">Computes vectors.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="isQuery">Whether they are queries; else they are documents.</param>
    /// <param name="progress">Told how far the work is, or null.</param>
    /// <param name="cancellationToken">Stops the work; what is computed stays.</param>
    /// <returns>A vector for each text.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">The folder cannot be written, or a vector is not finite.</exception>
    public float[][] ReadOrEncode(
        ITextEncoder encoder, IReadOnlyList<string> texts, bool isQuery, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(texts);
        string path = PathOf(encoder, texts, isQuery);
        string unit = isQuery ? "queries" : "documents", step = $"vectors by {encoder.Name}";
        Forward? report = progress is null ? null : new Forward(done => progress.Report(new TrainingProgress(step, unit, done, texts.Count)));
        try
        {
            float[][] vectors = VectorFile.ReadOrCompute(path, texts.Count, encoder.Dimensions, Compute, report, cancellationToken, encoder.TextsAtOnce);
            report?.Report(texts.Count);
            return vectors;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}: the vectors cannot be kept there: {error.Message} Check the cache folder, the room on the disk, and that no other run is using it.", error);
        }

        float[][] Compute(int start, int count)
        {
            string[] part = [.. Enumerable.Range(start, count).Select(i => texts[i])];
            float[][] vectors = encoder.Encode(part, isQuery, report is null ? null : new Forward(done => report.Report(start + done)), cancellationToken);
            for (int i = 0; i < vectors.Length; i++)
            {
                if (vectors[i].AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                    throw new WinnowException($"{encoder.Name}: the vector of one of the {unit} is not finite: \"{Shown(part[i])}\". Choose another embedder, or --precision float32.");
            }

            return vectors;
        }
    }

    /// <summary>Gets whether the vectors of texts are all there.</summary>
    /// <param name="encoder">The encoder of the vectors.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="isQuery">Whether they are queries; else they are documents.</param>
    public bool Has(ITextEncoder encoder, IReadOnlyList<string> texts, bool isQuery)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(texts);
        return File.Exists(PathOf(encoder, texts, isQuery));
    }

    string PathOf(ITextEncoder encoder, IReadOnlyList<string> texts, bool isQuery)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(encoder.Fingerprint));
        foreach (string text in texts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        string key = Convert.ToHexStringLower(hash.GetHashAndReset())[..24];
        string name = string.Concat(encoder.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '_'));
        return Path.Combine(folder, $"{name}.{(isQuery ? "queries" : "documents")}.{key}.f32");
    }

    static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
