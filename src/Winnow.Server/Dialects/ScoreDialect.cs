using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>vLLM's <c>/score</c>: a text with a list of others, scores in the order of the list.</summary>
/// <remarks>One query with many documents; lists of pairs, each with a query of its own, are refused with a word on what to do.</remarks>
sealed class ScoreDialect : Dialect
{
    static readonly string[] _queryFields = ["queries", "text_1", "data_1", "query"];
    static readonly string[] _documentFields = ["documents", "items", "text_2", "data_2"];

    public override string Name => "vllm";

    public override RerankCall Read(JsonFields body)
    {
        string field = Find(body, _documentFields);
        CallDocument[] documents = body.Required(field).ValueKind == JsonValueKind.String
            ? [new CallDocument(body.Text(field), body.Required(field))]
            : Documents.Read(body, field);
        return CommonFields.Extend(body, new RerankCall { Query = Query(body, documents.Length), Documents = documents });
    }

    public override void Write(Utf8JsonWriter json, RerankAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("id", answer.Id);
        json.WriteString("object", "list");
        json.WriteNumber("created", answer.Created.ToUnixTimeSeconds());
        json.WriteString("model", answer.Model.Name);
        json.WriteStartArray("data");
        foreach (RankedDocument result in answer.Results.OrderBy(result => result.Index))
        {
            json.WriteStartObject();
            json.WriteNumber("index", result.Index);
            json.WriteString("object", "score");
            json.WriteNumber("score", result.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", answer.Tokens);
        json.WriteNumber("total_tokens", answer.Tokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public override int Status(ApiFault fault) => fault is ApiFault.Invalid or ApiFault.Empty ? StatusCodes.Status400BadRequest : base.Status(fault);

    public override void WriteError(Utf8JsonWriter json, ApiException error, int status, string requestId)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        OpenAiError.WriteFields(json, error, status);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static string Query(JsonFields body, int documents)
    {
        string field = Find(body, _queryFields);
        JsonElement value = body.Required(field);
        if (value.ValueKind != JsonValueKind.Array)
            return body.Text(field);
        if (value.GetArrayLength() == 1)
            return JsonFields.Text(value[0], $"{body.Path(field)}[0]");
        throw new ApiException(
            ApiFault.Invalid, $"The field '{field}' has {value.GetArrayLength()} texts for {documents} documents: send one query a request, with all its documents.", field);
    }

    static string Find(JsonFields body, string[] names) =>
        names.FirstOrDefault(body.Has) ?? throw new ApiException(ApiFault.Invalid, $"The field '{names[0]}' is missing.", names[0]);
}
