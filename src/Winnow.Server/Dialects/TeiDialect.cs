using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary><c>/rerank</c> of Hugging Face's text-embeddings-inference: <c>texts</c> in, a bare list out.</summary>
sealed class TeiDialect : Dialect
{
    public override string Name => "tei";

    public override RerankCall Read(JsonFields body)
    {
        CheckDirection(body);
        return CommonFields.Extend(body, new RerankCall
        {
            Query = body.Text("query"),
            Documents = Documents.Read(body, "texts"),
            ReturnDocuments = body.Switch("return_text", false),
        }) with
        {
            // Without it, text-embeddings-inference cuts what is too long.
            Truncate = body.Switch("truncate", true),
            // Its own extension in llama.cpp.
            TopN = body.Integer("top_n", 0),
        };
    }

    public override void Write(Utf8JsonWriter json, RerankAnswer answer)
    {
        json.WriteStartArray();
        foreach (RankedDocument result in answer.Results)
        {
            json.WriteStartObject();
            json.WriteNumber("index", result.Index);
            if (answer.Call.ReturnDocuments)
                json.WriteString("text", result.Document.Text);
            json.WriteNumber("score", result.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public override int Status(ApiFault fault) => fault switch
    {
        ApiFault.Empty => StatusCodes.Status400BadRequest,
        ApiFault.Timeout => StatusCodes.Status424FailedDependency,
        _ => base.Status(fault),
    };

    public override void WriteError(Utf8JsonWriter json, ApiException error, int status, string requestId)
    {
        json.WriteStartObject();
        json.WriteString("error", error.Message);
        json.WriteString("error_type", Type(error.Fault));
        json.WriteEndObject();
    }

    static string Type(ApiFault fault) => fault switch
    {
        ApiFault.Empty => "Empty",
        ApiFault.Overloaded or ApiFault.RateLimited => "Overloaded",
        ApiFault.Unavailable => "Unhealthy",
        ApiFault.Failed or ApiFault.Timeout => "Backend",
        _ => "Validation",
    };

    // Cutting at the start of a text is not offered; better said than done otherwise.
    static void CheckDirection(JsonFields body)
    {
        string? direction = body.OptionalText("truncation_direction");
        if (direction is not null && !direction.Equals("right", StringComparison.OrdinalIgnoreCase))
            throw new ApiException(ApiFault.Invalid, $"The field 'truncation_direction' must be 'right', not '{direction}': long texts are cut at their end.", "truncation_direction");
    }
}
