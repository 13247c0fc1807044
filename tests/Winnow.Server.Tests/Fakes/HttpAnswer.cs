using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Winnow.Server.Tests.Fakes;

/// <summary>An answer with all that a test may look at.</summary>
sealed record HttpAnswer(int Status, string? Type, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>Gets the JSON of each line; the last line must end with a line break as the others do.</summary>
    public JsonElement[] Lines => Text.EndsWith('\n')
        ? [.. Text[..^1].Split('\n').Select(line => JsonElement.Parse(line))]
        : throw new InvalidOperationException($"No line break at the end: {Text}");

    public string Message => Json.GetProperty("error").GetProperty("message").GetString()!;

    /// <summary>Sends a request.</summary>
    public static async Task<HttpAnswer> SendAsync(
        HttpClient client, HttpMethod method, string path, byte[]? body = null, string? type = "application/json", string? accept = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (type is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new HttpAnswer(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers);
    }

    /// <summary>Posts a text.</summary>
    public static Task<HttpAnswer> PostAsync(
        HttpClient client, string path, string body, string? type = "application/json", string? accept = null, params (string Name, string Value)[] headers) =>
        SendAsync(client, HttpMethod.Post, path, Encoding.UTF8.GetBytes(body), type, accept, headers);

    public static Task<HttpAnswer> GetAsync(HttpClient client, string path) => SendAsync(client, HttpMethod.Get, path);
}
