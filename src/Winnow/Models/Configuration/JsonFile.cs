using System.Text.Json;

namespace Winnow.Models.Configuration;

/// <summary>Small JSON files of a model folder.</summary>
static class JsonFile
{
    const long MaxBytes = 64 << 20;

    /// <summary>Reads a file if it is there.</summary>
    /// <returns>Its value, or null where there is no such file.</returns>
    /// <exception cref="WinnowException">The file cannot be read or is not JSON.</exception>
    public static JsonElement? TryRead(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new WinnowException($"{path}: larger than {MaxBytes >> 20} MiB, which no model configuration is. Check that it is the right file.");
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 64 });
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new WinnowException($"{path}: not valid JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}. Fetch the file again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Gets the value of a JSON string.</summary>
    /// <exception cref="WinnowException">It holds half a surrogate pair.</exception>
    public static string Text(JsonElement value, string path)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new WinnowException($"{path}: the text {value.GetRawText()} holds half a surrogate pair. Correct the file.", error);
        }
    }

    /// <summary>Says in a few words what a value is.</summary>
    public static string Describe(JsonElement value)
    {
        string text = value.GetRawText();
        return value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ => text.Length <= 60 ? text : text[..60] + "…",
        };
    }
}
