using System.Text.Json;

namespace Winnow.Server.Http;

/// <summary>Finds strings with half of a surrogate pair, which JSON's escapes can write and no UTF-8 can: they could be read, but not sent back.</summary>
static class SurrogatePairs
{
    /// <summary>Checks all strings of a body.</summary>
    /// <param name="bytes">The body, valid UTF-8.</param>
    /// <param name="json">The same, parsed.</param>
    /// <exception cref="ApiException">One has half of a pair.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, JsonElement json)
    {
        // Only escapes can do it, and few bodies have any of these.
        if ((bytes.IndexOf(@"\ud"u8) >= 0 || bytes.IndexOf(@"\uD"u8) >= 0) && FindHalf(json) is { } path)
            throw Half(path.TrimStart('.'));
    }

    /// <summary>Says that a string has half of a pair.</summary>
    /// <param name="path">Where it stands, or null where it is a name.</param>
    public static ApiException Half(string? path) => new(
        ApiFault.Invalid,
        $"{(string.IsNullOrEmpty(path) ? "A string of the body" : $"The field '{path}'")} has half of a surrogate pair, such as \\ud800: such a text has no UTF-8. Send the whole character.",
        string.IsNullOrEmpty(path) ? null : path);

    static string? FindHalf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    if (FindHalf(property.Value) is { } rest)
                        return $".{property.Name}{rest}";
                }

                return null;
            case JsonValueKind.Array:
                int i = 0;
                foreach (JsonElement item in value.EnumerateArray())
                {
                    if (FindHalf(item) is { } rest)
                        return $"[{i}]{rest}";
                    i++;
                }

                return null;
            case JsonValueKind.String:
                return IsHalf(value) ? "" : null;
            default:
                return null;
        }
    }

    static bool IsHalf(JsonElement text)
    {
        try
        {
            text.GetString();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
