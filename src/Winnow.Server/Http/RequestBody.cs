using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Winnow.Server.Http;

/// <summary>Reads a request's JSON.</summary>
static class RequestBody
{
    static readonly JsonDocumentOptions _json = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Tells the server below how much of a body it may take in, whoever reads it or not: beyond that it closes the connection instead of reading on to the end.</summary>
    /// <param name="context">The request, of which nothing has been read.</param>
    /// <param name="maxBytes">The most bytes of a body that is answered.</param>
    public static void Limit(HttpContext context, long maxBytes)
    {
        // Kestrel counts the frames of chunks, too. The exact limit is held below, with the answer of the client's dialect.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = maxBytes + (maxBytes / 8) + 4096;
    }

    /// <summary>Reads the whole body and parses it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The most bytes that are read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The JSON, which the caller disposes.</returns>
    /// <exception cref="ApiException">The body is too large, is no UTF-8, or no JSON.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        byte[] bytes = await ReadBytesAsync(request, maxBytes, cancellationToken).ConfigureAwait(false);
        return Parse(bytes);
    }

    /// <summary>Parses JSON.</summary>
    /// <param name="bytes">The bytes, which must not change while the JSON is used.</param>
    /// <param name="name">What messages call them.</param>
    /// <returns>The JSON, which the caller disposes. Every text in it can be read.</returns>
    /// <exception cref="ApiException">It is no UTF-8, no JSON, or has half of a surrogate pair.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, string name = "The body")
    {
        CheckUtf8(bytes.Span, name);
        JsonDocument json = ParseAny(bytes, name);
        try
        {
            SurrogatePairs.Check(bytes.Span, json.RootElement);
            return json;
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <summary>Checks that bytes are UTF-8.</summary>
    /// <exception cref="ApiException">They are not.</exception>
    public static void CheckUtf8(ReadOnlySpan<byte> bytes, string name)
    {
        if (!Utf8.IsValid(bytes))
            throw new ApiException(ApiFault.Malformed, $"{name} is not valid UTF-8. Send text in UTF-8.");
    }

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="ApiException">The body is too large.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 256, 1 << 20));
        while (true)
        {
            ReadResult read = await ReadPieceAsync(request.BodyReader, cancellationToken).ConfigureAwait(false);
            bool fits = body.WrittenCount + read.Buffer.Length <= maxBytes;
            if (fits)
            {
                foreach (ReadOnlyMemory<byte> segment in read.Buffer)
                    body.Write(segment.Span);
            }

            // Even if it is the end of it: the server reads on from here, to see where the next request begins.
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (!fits)
                throw TooLarge(maxBytes);
            if (read.IsCompleted)
                return body.WrittenSpan.ToArray();
        }
    }

    static async ValueTask<ReadResult> ReadPieceAsync(PipeReader body, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            // Kestrel's word for a chunk whose size no number holds.
            throw new ApiException(ApiFault.Malformed, "The body cannot be read: its chunks are broken, or the connection is.");
        }
    }

    static JsonDocument ParseAny(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            return JsonDocument.Parse(bytes, _json);
        }
        catch (JsonException error)
        {
            throw new ApiException(ApiFault.Malformed, $"{name} is not valid JSON: {Reason(error)}");
        }
        catch (InvalidOperationException)
        {
            // The parser's word for names that it cannot compare.
            throw SurrogatePairs.Half(path: null);
        }
    }

    static ApiException TooLarge(long maxBytes) =>
        new(ApiFault.BodyTooLarge, $"The body is larger than {maxBytes:N0} bytes, the most that this server takes. Send fewer documents at a time.");

    // The library's sentence names path, line and byte, and begins with what is wrong.
    static string Reason(JsonException error) => error.Message.ReplaceLineEndings(" ");
}
