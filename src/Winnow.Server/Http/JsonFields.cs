using System.Globalization;
using System.Text.Json;

namespace Winnow.Server.Http;

/// <summary>The fields of a JSON object, read leniently where clients were seen to need it: null is the same as left out, and numbers and switches may be strings.</summary>
/// <param name="element">The object.</param>
/// <param name="path">Where it stands in the body, as <c>data</c>, or empty for the body itself.</param>
readonly struct JsonFields(JsonElement element, string path = "")
{
    /// <summary>Gets the object.</summary>
    public JsonElement Element => element;

    /// <summary>Sees a value as an object.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public static JsonFields Of(JsonElement value, string path) => value.ValueKind == JsonValueKind.Object
        ? new JsonFields(value, path)
        : throw new ApiException(ApiFault.Invalid, $"{(path.Length == 0 ? "The body" : $"The field '{path}'")} must be a JSON object, not {Name(value)}.", path.Length == 0 ? null : path);

    /// <summary>Gets whether a field is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>Reads a field that must be there.</summary>
    public JsonElement Required(string name) => TryGet(name, out JsonElement value)
        ? value
        : throw new ApiException(ApiFault.Invalid, $"The field '{Path(name)}' is missing.", Path(name));

    /// <summary>Reads an object that must be there.</summary>
    public JsonFields Object(string name) => Of(Required(name), Path(name));

    /// <summary>Reads an object, or null where there is none.</summary>
    public JsonFields? OptionalObject(string name) => TryGet(name, out JsonElement value) ? Of(value, Path(name)) : null;

    /// <summary>Reads an array that must be there.</summary>
    public JsonElement Array(string name)
    {
        JsonElement value = Required(name);
        return value.ValueKind == JsonValueKind.Array ? value : throw Wrong(name, "an array", value);
    }

    /// <summary>Reads a text that must be there.</summary>
    public string Text(string name) => Text(Required(name), Path(name));

    /// <summary>Reads a text, or null where there is none.</summary>
    public string? OptionalText(string name) => TryGet(name, out JsonElement value) ? Text(value, Path(name)) : null;

    /// <summary>Reads a switch.</summary>
    public bool Switch(string name, bool usual) => OptionalSwitch(name) ?? usual;

    /// <summary>Reads a switch, or null where there is none.</summary>
    public bool? OptionalSwitch(string name)
    {
        if (!TryGet(name, out JsonElement value))
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        return value.ValueKind == JsonValueKind.String && bool.TryParse(Text(value, Path(name)), out bool flag)
            ? flag
            : throw Wrong(name, "true or false", value);
    }

    /// <summary>Reads a whole number, or null where there is none.</summary>
    public int? Integer(string name, int least, int most = int.MaxValue)
    {
        if (Number(name) is not { } number)
            return null;
        if (number != Math.Floor(number) || number < least || number > most)
            throw Wrong(name, most == int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}", Required(name));
        return (int)number;
    }

    /// <summary>Reads a number, or null where there is none.</summary>
    public double? Number(string name)
    {
        if (!TryGet(name, out JsonElement value))
            return null;
        double number = double.NaN;
        bool read = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number),
            JsonValueKind.String => double.TryParse(Text(value, Path(name)), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return read && double.IsFinite(number) ? number : throw Wrong(name, "a number", value);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it stands.</param>
    /// <exception cref="ApiException">It is no text, or has half of a surrogate pair.</exception>
    public static string Text(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new ApiException(ApiFault.Invalid, $"The field '{path}' must be a string, not {Name(value)}.", path);
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw SurrogatePairs.Half(path);
        }
    }

    /// <summary>Names a value's type as people do.</summary>
    public static string Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => Short(value.GetRawText()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>Gets where a field stands in the body.</summary>
    public string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    bool TryGet(string name, out JsonElement value) => element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    ApiException Wrong(string name, string wanted, JsonElement value)
    {
        string given = value.ValueKind == JsonValueKind.String ? $"'{Short(Text(value, Path(name)))}'" : Name(value);
        return new ApiException(ApiFault.Invalid, $"The field '{Path(name)}' must be {wanted}, not {given}.", Path(name));
    }

    static string Short(string text) => text.Length > 40 ? $"{text.AsSpan(0, 40)}…" : text;
}
