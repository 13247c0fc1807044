using System.Security.Cryptography;
using System.Text;
using Winnow.Weights;

namespace Winnow.Models;

/// <summary>A short text that tells apart models whose scores differ, for caches that outlive a process.</summary>
static class ModelFingerprint
{
    // A weight for each entry of a large vocabulary, and every matrix of a small model.
    const int WholeBytes = 1 << 20;
    const int SampleBytes = 4096;
    const int Samples = 16;

    // The folder and its modules' folders.
    static readonly EnumerationOptions Depth = new() { RecurseSubdirectories = true, MaxRecursionDepth = 1 };

    /// <summary>Hashes a folder's files with whatever else changes a score.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="settings">The kernel and the limits in force.</param>
    /// <returns>SHA-256 in hexadecimal.</returns>
    /// <remarks>
    /// JSON files count whole, and so does each tensor of up to a MiB: a head that was trained or calibrated anew differs in a few numbers. Of a larger one count 16 samples of 4 KiB from its
    /// first byte to its last: two trainings of a model differ nearly everywhere, and reading gigabytes to name a model would cost more than loading it. A file of that name that is no
    /// safetensors counts whole.
    /// </remarks>
    public static string Compute(string folder, string settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(settings));
        foreach (string file in Directory.EnumerateFiles(folder, "*", Depth).Order(StringComparer.Ordinal))
        {
            bool json = file.EndsWith(".json", StringComparison.Ordinal);
            if (!json && !file.EndsWith(".safetensors", StringComparison.Ordinal))
                continue;
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file)));
            if (json)
                hash.AppendData(File.ReadAllBytes(file));
            else
                AppendWeights(hash, file);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static void AppendWeights(IncrementalHash hash, string path)
    {
        SafetensorsFile file;
        try
        {
            file = SafetensorsFile.Open(path);
        }
        catch (WinnowException)
        {
            // No model was loaded from it, and what it says is no matter; but one that cannot be read at all is told here.
            using FileStream other = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(other));
            return;
        }

        using (file)
        {
            foreach (TensorInfo tensor in file.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(tensor.ToString()));
                if (tensor.Length <= WholeBytes)
                {
                    hash.AppendData(file.GetBytes(tensor));
                    continue;
                }

                for (int i = 0; i < Samples; i++)
                    hash.AppendData(file.GetBytes(tensor, (tensor.Length - SampleBytes) * i / (Samples - 1), SampleBytes));
            }
        }
    }
}
