using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Winnow.Server.Http;

namespace Winnow.Server.SageMaker;

/// <summary>What the body of an invocation is.</summary>
enum InvocationInput
{
    /// <summary>One request.</summary>
    Json,

    /// <summary>A request a line.</summary>
    Lines,

    /// <summary>A row a line.</summary>
    Csv,
}

/// <summary>The media types of invocations and their answers.</summary>
static class InvocationTypes
{
    public const string Json = "application/json";
    public const string Lines = "application/jsonlines";

    /// <summary>JSON lines of a stream: see <see cref="ResultStream"/>.</summary>
    public const string Stream = "application/x-ndjson";

    const string Csv = "text/csv";

    // SageMaker's name first; nobody has registered one.
    static readonly string[] _lines = [Lines, "application/jsonl", "application/x-jsonlines", "application/x-jsonl", Stream];

    /// <summary>Gets whether answers can be of a type.</summary>
    public static bool IsAnswerType(string type) => type == Json || _lines.Contains(type);

    /// <summary>Finds what a body is. No type at all is taken for JSON, as everywhere.</summary>
    /// <exception cref="ApiException">It is nothing that can be read.</exception>
    public static InvocationInput OfBody(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
            return InvocationInput.Json;
        string type = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? parsed) ? parsed.MediaType.ToString() : "";
        if (_lines.Contains(type, StringComparer.OrdinalIgnoreCase))
            return InvocationInput.Lines;
        if (type.Equals(Csv, StringComparison.OrdinalIgnoreCase))
            return InvocationInput.Csv;
        return request.HasJsonContentType()
            ? InvocationInput.Json
            : throw new ApiException(ApiFault.WrongMediaType, $"The Content-Type must be {Json}, {Lines} or {Csv}, not '{Short(request.ContentType)}'.");
    }

    /// <summary>Finds the type of the answer that the client likes best.</summary>
    /// <param name="request">The request.</param>
    /// <param name="input">What its body is.</param>
    /// <param name="usual">The type for clients that accept any, or null.</param>
    /// <exception cref="ApiException">It accepts none that there is.</exception>
    public static string OfAnswer(HttpRequest request, InvocationInput input, string? usual)
    {
        List<string> offers = input == InvocationInput.Lines ? [.. _lines, Json] : [Json, .. _lines];
        if (usual is not null && offers.Remove(usual))
            offers.Insert(0, usual);
        string accept = string.Join(", ", request.Headers.Accept.Where(value => !string.IsNullOrWhiteSpace(value)));
        if (accept.Length == 0)
            return offers[0];
        if (!MediaTypeHeaderValue.TryParseList([accept], out IList<MediaTypeHeaderValue>? ranges))
            throw new ApiException(ApiFault.NotAcceptable, $"The Accept header '{Short(accept)}' is no list of media types. Leave it out, or send {Json} or {Lines}.");
        foreach (MediaTypeHeaderValue range in ranges.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1).ThenBy(range => range.MatchesAllSubTypes))
        {
            if (offers.Find(offer => Matches(range, offer)) is { } found)
                return found;
        }

        throw new ApiException(ApiFault.NotAcceptable, $"Answers here are {Json} or {Lines}, and the Accept header has only '{Short(accept)}'.");
    }

    static bool Matches(MediaTypeHeaderValue range, string offer)
    {
        var type = new MediaTypeHeaderValue(offer);
        return range.MatchesAllTypes ||
            (range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase) && (range.MatchesAllSubTypes || range.SubType.Equals(type.SubType, StringComparison.OrdinalIgnoreCase)));
    }

    static string Short(string text) => text.Length > 80 ? $"{text.AsSpan(0, 80)}…" : text;
}
