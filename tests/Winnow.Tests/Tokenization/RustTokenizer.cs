using System.Runtime.InteropServices;

namespace Winnow.Tests.Tokenization;

/// <summary>Hugging Face's own library (the NuGet package Tokenizers.DotNet), to compare with.</summary>
sealed class RustTokenizer : IDisposable
{
    readonly Tokenizers.DotNet.Tokenizer _tokenizer;
    readonly string? _file;

    RustTokenizer(string path, string? file)
    {
        _tokenizer = new Tokenizers.DotNet.Tokenizer(path);
        _file = file;
    }

    /// <summary>Skips the test where the package has no native library for the platform.</summary>
    public static void SkipWhereMissing() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
        "Tokenizers.DotNet is referenced with its native library for linux-x64 only, so there is nothing to compare with here.");

    /// <summary>Loads a tokenizer.json.</summary>
    public static RustTokenizer Load(string path) => new(path, null);

    /// <summary>Loads the text of a tokenizer.json, by way of a temporary file.</summary>
    public static RustTokenizer Parse(string json)
    {
        string file = Path.Combine(Path.GetTempPath(), $"winnow-{Guid.NewGuid():N}.json");
        File.WriteAllText(file, json);
        try
        {
            return new RustTokenizer(file, file);
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    /// <summary>Encodes one text with its special tokens.</summary>
    public int[] Encode(string text) => Array.ConvertAll(_tokenizer.Encode(text), id => (int)id);

    /// <inheritdoc/>
    public void Dispose()
    {
        _tokenizer.Dispose();
        if (_file is not null)
            File.Delete(_file);
    }
}
