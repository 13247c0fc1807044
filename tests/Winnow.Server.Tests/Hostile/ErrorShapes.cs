using System.Text.Json;
using System.Text.RegularExpressions;

namespace Winnow.Server.Tests.Hostile;

/// <summary>What an error must look like, and what must not stand in it.</summary>
static partial class ErrorShapes
{
    static readonly string[] _superset = ["id", "message", "detail", "error"];

    /// <summary>Says what is wrong with an error, or null.</summary>
    /// <param name="route">The route that it came from.</param>
    /// <param name="status">Its status.</param>
    /// <param name="mediaType">Its type.</param>
    /// <param name="body">Its body.</param>
    public static string? Describe(string route, int status, string? mediaType, string body)
    {
        if (status is < 400 or > 499)
            return $"status {status}";
        if (mediaType != "application/json")
            return $"media type {mediaType}";
        if (Leak().Match(body) is { Success: true } leak || body.Contains(AppContext.BaseDirectory, StringComparison.Ordinal))
            return "it tells what is inside of the server";
        JsonElement json;
        try
        {
            json = JsonElement.Parse(body);
        }
        catch (JsonException error)
        {
            return error.Message;
        }

        return RouteBodies.Routes[route].Any(good => Fits(good.Dialect, status, json)) ? null : $"the shape fits none of {string.Join(", ", RouteBodies.Routes[route].Select(good => good.Dialect))}";
    }

    static bool Fits(string dialect, int status, JsonElement json) => json.ValueKind == JsonValueKind.Object && dialect switch
    {
        "tei" => Names(json, ["error", "error_type"]) && IsText(json, "error") && json.GetProperty("error_type").GetString() is "Validation" or "Empty",
        "bedrock" => Names(json, ["__type", "message"]) && IsText(json, "message") && json.GetProperty("__type").GetString() is "ValidationException" or "ResourceNotFoundException",
        "nvidia" => Names(json, ["error", "detail"]) && IsText(json, "error") && IsText(json, "detail"),
        "vllm" => Names(json, ["error"]) && IsOpenAi(json.GetProperty("error"), $"{status}"),
        _ => Names(json, _superset) && IsText(json, "message") && IsText(json, "detail") && IsOpenAi(json.GetProperty("error"), $"\"{status}\""),
    };

    // OpenAI has a string there, vLLM a number.
    static bool IsOpenAi(JsonElement error, string code) =>
        error.ValueKind == JsonValueKind.Object && Names(error, ["message", "type", "param", "code"]) && IsText(error, "message")
        && error.GetProperty("type").GetString() is "invalid_request_error" or "not_found_error" && error.GetProperty("code").GetRawText() == code;

    static bool Names(JsonElement json, string[] names) => json.EnumerateObject().Select(property => property.Name).SequenceEqual(names);

    static bool IsText(JsonElement json, string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.String } text && text.GetString()!.Length > 10;

    // Names of types, lines of a stack, files.
    [GeneratedRegex(@"\b(System|Microsoft|Winnow)\.[A-Z]\w+|\n\s+at |\.cs:|Exception:|/(work|home|root|usr|tmp|var)/|[A-Z]:\\\\")]
    private static partial Regex Leak();
}
