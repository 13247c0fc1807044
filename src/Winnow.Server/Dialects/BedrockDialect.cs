using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>The <c>Rerank</c> operation of Amazon Bedrock's agent runtime: one query, up to 1,000 sources.</summary>
sealed class BedrockDialect : Dialect
{
    const int MostSources = 1000;

    public override string Name => "bedrock";

    public override RerankCall Read(JsonFields body)
    {
        JsonElement queries = body.Array("queries");
        if (queries.GetArrayLength() != 1)
            throw new ApiException(ApiFault.Invalid, $"The field 'queries' must have one query, not {queries.GetArrayLength()}.", "queries");
        JsonElement sources = body.Array("sources");
        if (sources.GetArrayLength() > MostSources)
            throw new ApiException(ApiFault.Invalid, $"The field 'sources' has {sources.GetArrayLength():N0} sources; at most {MostSources:N0} are taken.", "sources");
        JsonFields? configuration = body.OptionalObject("rerankingConfiguration")?.OptionalObject("bedrockRerankingConfiguration");
        return CommonFields.Extend(body, new RerankCall
        {
            Query = JsonFields.Of(queries[0], "queries[0]").Object("textQuery").Text("text"),
            Documents = [.. sources.EnumerateArray().Select((source, i) => Source(JsonFields.Of(source, $"sources[{i}]")))],
            TopN = configuration?.Integer("numberOfResults", 1, MostSources),
        });
    }

    public override void Write(Utf8JsonWriter json, RerankAnswer answer)
    {
        json.WriteStartObject();
        json.WriteStartArray("results");
        foreach (RankedDocument result in answer.Results)
        {
            json.WriteStartObject();
            json.WriteNumber("index", result.Index);
            json.WriteNumber("relevanceScore", result.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public override int Status(ApiFault fault) => fault switch
    {
        ApiFault.Invalid or ApiFault.Empty => StatusCodes.Status400BadRequest,
        ApiFault.Unauthorized => StatusCodes.Status403Forbidden,
        _ => base.Status(fault),
    };

    public override void WriteError(Utf8JsonWriter json, ApiException error, int status, string requestId)
    {
        // The SDK looks for the kind of error in "__type" as well as in a header.
        json.WriteStartObject();
        json.WriteString("__type", Type(error.Fault));
        json.WriteString("message", error.Message);
        json.WriteEndObject();
    }

    static string Type(ApiFault fault) => fault switch
    {
        ApiFault.Unauthorized => "AccessDeniedException",
        ApiFault.RateLimited or ApiFault.Overloaded => "ThrottlingException",
        ApiFault.UnknownModel or ApiFault.UnknownRoute => "ResourceNotFoundException",
        ApiFault.Failed or ApiFault.Timeout or ApiFault.Unavailable => "InternalServerException",
        _ => "ValidationException",
    };

    static CallDocument Source(JsonFields source)
    {
        JsonFields document = source.Object("inlineDocumentSource");
        // JSON documents are read as they stand.
        if (document.OptionalText("type") == "JSON" || document.Has("jsonDocument"))
        {
            JsonElement json = document.Required("jsonDocument");
            return new CallDocument(json.GetRawText(), json);
        }

        JsonFields text = document.Object("textDocument");
        return new CallDocument(text.Text("text"), text.Element);
    }
}
