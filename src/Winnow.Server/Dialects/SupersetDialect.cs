using System.Text.Json;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>One answer that the clients of Jina, Cohere (both versions), Voyage, Together, vLLM and llama.cpp all read, since none of them minds fields that it does not know.</summary>
/// <remarks>
/// <c>results</c> has documents as objects and <c>data</c> has them as strings; <c>usage</c> and <c>meta</c> count the same tokens. Voyage's client needs <c>object</c> to be <c>list</c>,
/// Together's needs <c>completion_tokens</c>.
/// </remarks>
abstract class SupersetDialect : Dialect
{
    /// <summary>Gets the version of Cohere's API that the answer names.</summary>
    protected virtual string ApiVersion => "1";

    public override void Write(Utf8JsonWriter json, RerankAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("id", answer.Id);
        json.WriteString("object", "list");
        json.WriteString("model", answer.Model.Name);
        json.WriteNumber("created", answer.Created.ToUnixTimeSeconds());
        WriteResults(json, "results", answer, documentAsText: false);
        WriteResults(json, "data", answer, documentAsText: true);
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", answer.Tokens);
        json.WriteNumber("completion_tokens", 0);
        json.WriteNumber("total_tokens", answer.Tokens);
        json.WriteEndObject();
        json.WriteStartObject("meta");
        json.WriteStartObject("api_version");
        json.WriteString("version", ApiVersion);
        json.WriteEndObject();
        json.WriteStartObject("billed_units");
        json.WriteNumber("search_units", 1);
        json.WriteEndObject();
        json.WriteStartObject("tokens");
        json.WriteNumber("input_tokens", answer.Tokens);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public override void WriteError(Utf8JsonWriter json, ApiException error, int status, string requestId)
    {
        json.WriteStartObject();
        json.WriteString("id", requestId);
        json.WriteString("message", error.Message);
        json.WriteString("detail", error.Message);
        json.WriteStartObject("error");
        // Voyage's provider for the AI SDK shows no message beside a code that is a number.
        OpenAiError.WriteFields(json, error, status, codeAsText: true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes one result.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="call">What was asked for.</param>
    /// <param name="result">The result.</param>
    /// <param name="documentAsText">Whether the document is a string, as Voyage has it, or an object.</param>
    public static void WriteResult(Utf8JsonWriter json, RerankCall call, RankedDocument result, bool documentAsText)
    {
        json.WriteStartObject();
        json.WriteNumber("index", result.Index);
        json.WriteNumber("relevance_score", result.Score);
        if (call.ReturnLogits)
            json.WriteNumber("logit", result.Logit);
        if (call.ReturnDocuments)
            WriteDocument(json, result.Document, documentAsText);
        if (result.Spans is { } spans)
            WriteSpans(json, spans);
        json.WriteEndObject();
    }

    static void WriteResults(Utf8JsonWriter json, string name, RerankAnswer answer, bool documentAsText)
    {
        json.WriteStartArray(name);
        foreach (RankedDocument result in answer.Results)
            WriteResult(json, answer.Call, result, documentAsText);
        json.WriteEndArray();
    }

    static void WriteDocument(Utf8JsonWriter json, CallDocument document, bool asText)
    {
        json.WritePropertyName("document");
        if (asText)
        {
            json.WriteStringValue(document.Text);
        }
        else if (document.Source.ValueKind == JsonValueKind.Object)
        {
            // With all the fields that the client sent.
            document.Source.WriteTo(json);
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("text", document.Text);
            json.WriteEndObject();
        }
    }

    static void WriteSpans(Utf8JsonWriter json, IReadOnlyList<RelevantSpan> spans)
    {
        json.WriteStartArray("relevant_spans");
        foreach (RelevantSpan span in spans)
        {
            json.WriteStartObject();
            json.WriteNumber("start", span.Start);
            json.WriteNumber("end", span.End);
            json.WriteNumber("score", span.Score);
            json.WriteString("text", span.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
