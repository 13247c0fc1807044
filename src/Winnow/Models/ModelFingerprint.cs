using System.Security.Cryptography;
using System.Text;

namespace Winnow.Models;

/// <summary>A short text that tells apart models whose scores differ, for caches that outlive a process.</summary>
static class ModelFingerprint
{
    const int SampleBytes = 4096;
    const int Samples = 64;

    // The folder and its modules' folders.
    static readonly EnumerationOptions Depth = new() { RecurseSubdirectories = true, MaxRecursionDepth = 1 };

    /// <summary>Hashes a folder's files with whatever else changes a score.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="settings">The kernel and the limits in force.</param>
    /// <returns>SHA-256 in hexadecimal.</returns>
    /// <remarks>
    /// JSON files count whole. Of a weight file count its length and 64 samples of 4 KiB over its whole length: two trainings of a model differ nearly everywhere,
    /// and reading gigabytes to name a model would cost more than loading it.
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
                AppendSamples(hash, file);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static void AppendSamples(IncrementalHash hash, string file)
    {
        using var handle = File.OpenHandle(file);
        long length = RandomAccess.GetLength(handle);
        hash.AppendData(BitConverter.GetBytes(length));
        Span<byte> sample = stackalloc byte[SampleBytes];
        for (int i = 0; i < Samples; i++)
        {
            int read = RandomAccess.Read(handle, sample, length / Samples * i);
            hash.AppendData(sample[..read]);
        }
    }
}
