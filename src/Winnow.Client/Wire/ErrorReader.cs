using System.Net;
using System.Text.Json;

namespace Winnow.Client.Wire;

/// <summary>Makes exceptions of error answers: what the caller can put right is a <see cref="WinnowException"/>, all else an <see cref="HttpRequestException"/>.</summary>
static class ErrorReader
{
    const int LongestText = 500;

    /// <summary>Makes the exception.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="body">Its body.</param>
    public static Exception Read(HttpStatusCode status, byte[] body)
    {
        string? message = Message(body);
        bool input = status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;
        if (input && message is not null)
            return new WinnowException(message);
        string told = message is null ? "without a message; check that the address is that of a rerank API." : $"with: {message}";
        return new HttpRequestException(HttpRequestError.Unknown, $"The server answered {(int)status} {told}", null, status);
    }

    // The fields in which Jina, Cohere, OpenAI's shape and text-embeddings-inference have their sentence.
    static string? Message(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            string? text = Text(root, "message") ?? Text(root, "detail") ?? Text(root, "error") ?? (root.TryGetProperty("error", out JsonElement error) ? Text(error, "message") : null);
            return text is { Length: > LongestText } ? $"{text.AsSpan(0, LongestText)}…" : text;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A proxy's page, or anything else.
            return null;
        }
    }

    static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
