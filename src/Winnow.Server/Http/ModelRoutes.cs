using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Dialects;
using Winnow.Server.Models;
using Winnow.Server.Security;

namespace Winnow.Server.Http;

/// <summary>What tells about the server: whether it is well, and which models it has.</summary>
static class ModelRoutes
{
    // Errors as OpenAI has them, whose addresses these are.
    static readonly ScoreDialect _errors = new();

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/health", (RequestDelegate)HealthAsync).AllowWithoutKey();
        group.MapGet("/v1/models", (RequestDelegate)ModelsAsync);
        group.MapGet("/v1/models/{id}", (RequestDelegate)ModelAsync);
        // An endpoint that hosts many models for SageMaker has a list of its own at this address, which comes first.
        group.MapGet("/models", (RequestDelegate)ModelsAsync).WithOrder(1);
    }

    static Task HealthAsync(HttpContext context) =>
        RerankEndpoint.WriteAsync(context.Response, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "ok");
            json.WriteEndObject();
        });

    static Task ModelsAsync(HttpContext context)
    {
        IReadOnlyList<ServedModel> models = Models(context);
        return RerankEndpoint.WriteAsync(context.Response, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            foreach (ServedModel model in models)
                Write(json, model);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    // Other than a rerank request, which may name any model where one is served, this asks for the name itself.
    static Task ModelAsync(HttpContext context)
    {
        string id = (string)context.GetRouteValue("id")!;
        ServedModel? model = Models(context).FirstOrDefault(model => model.Name.Equals(id, StringComparison.OrdinalIgnoreCase));
        return model is null
            ? RerankEndpoint.WriteErrorAsync(context, _errors, new ApiException(ApiFault.UnknownModel, $"The model '{id}' is not served here. GET /v1/models lists those that are.", "model"))
            : RerankEndpoint.WriteAsync(context.Response, StatusCodes.Status200OK, json => Write(json, model));
    }

    static IReadOnlyList<ServedModel> Models(HttpContext context) => context.RequestServices.GetRequiredService<ModelCatalog>().Models;

    static void Write(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Name);
        json.WriteString("object", "model");
        json.WriteNumber("created", model.Loaded.ToUnixTimeSeconds());
        json.WriteString("owned_by", "winnow");
        json.WriteString("architecture", model.Info.Architecture);
        json.WriteNumber("parameters", model.Info.ParameterCount);
        json.WriteNumber("max_tokens", model.MaxTokens);
        // The same in the words of vLLM and of Infinity.
        json.WriteNumber("max_model_len", model.MaxTokens);
        json.WriteStartArray("capabilities");
        json.WriteStringValue("rerank");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
