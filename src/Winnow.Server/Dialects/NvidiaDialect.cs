using System.Text.Json;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>NVIDIA's <c>/ranking</c>: <c>query.text</c> and <c>passages</c> in, logits out.</summary>
sealed class NvidiaDialect : Dialect
{
    public override string Name => "nvidia";

    public override RerankCall Read(JsonFields body)
    {
        string truncate = body.OptionalText("truncate") ?? "END";
        if (!truncate.Equals("END", StringComparison.OrdinalIgnoreCase) && !truncate.Equals("NONE", StringComparison.OrdinalIgnoreCase))
            throw new ApiException(ApiFault.Invalid, $"The field 'truncate' must be 'END' or 'NONE', not '{truncate}'.", "truncate");
        return CommonFields.Extend(body, new RerankCall
        {
            Query = body.Object("query").Text("text"),
            Documents = Documents.Read(body, "passages"),
            TopN = body.Integer("top_n", 0),
        }) with
        {
            RawScores = true,
            Truncate = truncate.Equals("END", StringComparison.OrdinalIgnoreCase),
        };
    }

    public override void Write(Utf8JsonWriter json, RerankAnswer answer)
    {
        json.WriteStartObject();
        json.WriteStartArray("rankings");
        foreach (RankedDocument result in answer.Results)
        {
            json.WriteStartObject();
            json.WriteNumber("index", result.Index);
            json.WriteNumber("logit", result.Logit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", answer.Tokens);
        json.WriteNumber("total_tokens", answer.Tokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public override void WriteError(Utf8JsonWriter json, ApiException error, int status, string requestId)
    {
        json.WriteStartObject();
        json.WriteString("error", error.Message);
        json.WriteString("detail", error.Message);
        json.WriteEndObject();
    }
}
