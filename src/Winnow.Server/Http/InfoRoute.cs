using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Dialects;
using Winnow.Server.Models;

namespace Winnow.Server.Http;

/// <summary><c>GET /info</c> as text-embeddings-inference gives it for a reranker; <c>?model=</c> names one of several.</summary>
static class InfoRoute
{
    static readonly TeiDialect _tei = new();

    public static void Map(RouteGroupBuilder group) => group.MapGet("/info", (RequestDelegate)AnswerAsync);

    static async Task AnswerAsync(HttpContext context)
    {
        ServerFacts facts = context.RequestServices.GetRequiredService<ServerFacts>();
        try
        {
            using ModelLease lease = facts.Model(context.Request.Query["model"]);
            await RerankEndpoint.WriteAsync(context.Response, StatusCodes.Status200OK, json => Write(json, facts, lease.Model)).ConfigureAwait(false);
        }
        catch (ApiException error)
        {
            await RerankEndpoint.WriteErrorAsync(context, _tei, error).ConfigureAwait(false);
        }
    }

    static void Write(Utf8JsonWriter json, ServerFacts facts, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("model_id", model.Name);
        json.WriteString("model_sha", model.Fingerprint);
        json.WriteString("model_dtype", model.Precision);
        json.WriteString("served_model_name", model.Name);
        json.WriteStartObject("model_type");
        json.WriteStartObject("reranker");
        json.WriteStartObject("id2label");
        json.WriteString("0", model.Label);
        json.WriteEndObject();
        json.WriteStartObject("label2id");
        json.WriteNumber(model.Label, 0);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteNumber("max_concurrent_requests", facts.MaxRequests);
        json.WriteNumber("max_input_length", model.MaxTokens);
        json.WriteNumber("max_batch_tokens", facts.BatchTokens);
        // Batches are bounded by tokens alone.
        json.WriteNull("max_batch_requests");
        json.WriteNumber("max_client_batch_size", facts.MaxDocuments);
        json.WriteBoolean("auto_truncate", true);
        json.WriteNumber("tokenization_workers", ServerFacts.TokenizationWorkers);
        json.WriteString("version", ServerFacts.Version);
        json.WriteNull("sha");
        json.WriteNull("docker_label");
        json.WriteEndObject();
    }
}
