using System.Text.Json;

namespace Winnow.Models.Configuration;

/// <summary>A JSON object of a model folder, such as config.json, read field by field with messages that name file and field.</summary>
sealed class JsonSettings
{
    readonly string _path;
    readonly string _prefix;
    readonly JsonElement _object;

    JsonSettings(string path, string prefix, JsonElement element)
    {
        _path = path;
        _prefix = prefix;
        _object = element;
    }

    /// <summary>Reads a file that must be there.</summary>
    /// <exception cref="WinnowException">There is no such file, or it holds no JSON object.</exception>
    public static JsonSettings Read(string path) =>
        TryRead(path) ?? throw new WinnowException($"{path}: there is no such file. Fetch the whole model folder, not only its weights.");

    /// <summary>Reads a file if it is there.</summary>
    /// <returns>The object, or null where there is no file.</returns>
    /// <exception cref="WinnowException">The file holds no JSON object.</exception>
    public static JsonSettings? TryRead(string path)
    {
        JsonElement? root = JsonFile.TryRead(path);
        if (root is not { } element)
            return null;
        if (element.ValueKind != JsonValueKind.Object)
            throw new WinnowException($"{path}: expected a JSON object, found {JsonFile.Describe(element)}.");
        return new JsonSettings(path, "", element);
    }

    /// <summary>Says whether a field is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>Says whether a field is there and null.</summary>
    public bool IsNull(string name) => _object.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>Reads the epsilon of a norm.</summary>
    /// <exception cref="WinnowException">The field is no number, or is below 0.</exception>
    public double Epsilon(string name, double fallback)
    {
        double epsilon = Number(name, fallback);
        return epsilon >= 0 ? epsilon : throw Unsupported(name, $"it must not be below 0, but is {epsilon}.");
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="name">The field.</param>
    /// <param name="min">The smallest value allowed.</param>
    /// <param name="max">The largest value allowed.</param>
    /// <param name="fallback">The value where the field is missing or null; null makes it required.</param>
    /// <exception cref="WinnowException">The field is missing, is no whole number or is out of range.</exception>
    public int Int(string name, int min, int max, int? fallback = null)
    {
        if (!TryGet(name, out JsonElement value))
            return fallback ?? throw Missing(name);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number == Math.Floor(number) && number >= min && number <= max)
            return (int)number;
        throw Wrong(name, value, $"a whole number from {min} to {max}");
    }

    /// <summary>Reads a whole number that may be absurdly large, as tokenizers write where they have no limit.</summary>
    /// <returns>The number, or null where the field is missing, not positive or above <paramref name="max"/>.</returns>
    public int? IntOrUnlimited(string name, int max)
    {
        if (!TryGet(name, out JsonElement value))
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double number))
            throw Wrong(name, value, "a number");
        return number < 1 || number > max ? null : (int)number;
    }

    /// <summary>Reads a number.</summary>
    /// <exception cref="WinnowException">The field is no number, or is missing without a fallback.</exception>
    public double Number(string name, double? fallback = null)
    {
        if (!TryGet(name, out JsonElement value))
            return fallback ?? throw Missing(name);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number))
            return number;
        throw Wrong(name, value, "a number");
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="WinnowException">The field is no text, or is missing without a fallback.</exception>
    public string Text(string name, string? fallback = null)
    {
        if (!TryGet(name, out JsonElement value))
            return fallback ?? throw Missing(name);
        return value.ValueKind == JsonValueKind.String ? JsonFile.Text(value, _path) : throw Wrong(name, value, "a text");
    }

    /// <summary>Reads a yes or no.</summary>
    /// <exception cref="WinnowException">The field is neither true nor false.</exception>
    public bool Flag(string name, bool fallback)
    {
        if (!TryGet(name, out JsonElement value))
            return fallback;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(name, value, "true or false"),
        };
    }

    /// <summary>Reads a list of texts; a single text with bars, <c>"a|b"</c>, counts as a list.</summary>
    /// <returns>The texts, or null where the field is missing.</returns>
    /// <exception cref="WinnowException">The field is no list of texts.</exception>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (!TryGet(name, out JsonElement value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return JsonFile.Text(value, _path).Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(name, value, "a list of texts");
        List<string> texts = [];
        foreach (JsonElement item in value.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? JsonFile.Text(item, _path) : throw Wrong(name, item, "a list of texts"));
        return texts;
    }

    /// <summary>Reads an object within this one.</summary>
    /// <returns>The object, or null where the field is missing.</returns>
    /// <exception cref="WinnowException">The field is no object.</exception>
    public JsonSettings? Section(string name)
    {
        if (!TryGet(name, out JsonElement value))
            return null;
        return value.ValueKind == JsonValueKind.Object ? new JsonSettings(_path, $"{_prefix}{name}.", value) : throw Wrong(name, value, "an object");
    }

    /// <summary>Gets the names of all fields.</summary>
    public IEnumerable<string> Names => _object.EnumerateObject().Select(property => property.Name);

    /// <summary>Makes the error for a field whose value is well formed but not supported.</summary>
    /// <param name="name">The field.</param>
    /// <param name="problem">What is not supported and what to do.</param>
    public WinnowException Unsupported(string name, string problem) => new($"{_path}: \"{_prefix}{name}\": {problem}");

    bool TryGet(string name, out JsonElement value) => _object.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    WinnowException Missing(string name) => new($"{_path}: \"{_prefix}{name}\" is missing. The file is not a complete model configuration.");

    WinnowException Wrong(string name, JsonElement value, string expected) =>
        new($"{_path}: \"{_prefix}{name}\" must be {expected}, but is {JsonFile.Describe(value)}.");
}
