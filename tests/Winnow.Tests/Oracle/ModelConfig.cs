using System.Text.Json;

namespace Winnow.Tests.Oracle;

/// <summary>A JSON object of a model folder, read key by key; a key that is missing or null gives the fallback.</summary>
sealed class ModelConfig(JsonElement root)
{
    public static ModelConfig Read(string path)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
        return new(json.RootElement.Clone());
    }

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether the key is there and says null, which some files mean otherwise than a missing key.</summary>
    public bool IsNull(string key) => root.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    public int Int(string key) => Find(key)?.GetInt32() ?? throw new InvalidDataException($"The config has no '{key}'.");

    public int Int(string key, int fallback) => Find(key)?.GetInt32() ?? fallback;

    public double Double(string key, double fallback) => Find(key)?.GetDouble() ?? fallback;

    public string String(string key, string fallback) => Find(key)?.GetString() ?? fallback;

    public bool Bool(string key, bool fallback) => Find(key)?.GetBoolean() ?? fallback;

    public ModelConfig? Object(string key) => Find(key) is { ValueKind: JsonValueKind.Object } e ? new(e) : null;

    /// <summary>A list of strings, which some files write as one string with bars: <c>"p2c|c2p"</c>.</summary>
    public string[]? Strings(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } e => [.. e.GetString()!.ToLowerInvariant().Split('|', StringSplitOptions.TrimEntries)],
        { } e => [.. e.EnumerateArray().Select(s => s.GetString()!)],
    };

    JsonElement? Find(string key) =>
        root.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
