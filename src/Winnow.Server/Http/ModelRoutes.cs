using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Models;

namespace Winnow.Server.Http;

/// <summary>What tells about the server: whether it is well, and which models it has.</summary>
static class ModelRoutes
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/health", (RequestDelegate)HealthAsync).AllowAnonymous();
        group.MapGet("/v1/models", (RequestDelegate)ModelsAsync);
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
        IReadOnlyList<ServedModel> models = context.RequestServices.GetRequiredService<ModelCatalog>().Models;
        return RerankEndpoint.WriteAsync(context.Response, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            foreach (ServedModel model in models)
            {
                json.WriteStartObject();
                json.WriteString("id", model.Name);
                json.WriteString("object", "model");
                json.WriteNumber("created", model.Loaded.ToUnixTimeSeconds());
                json.WriteString("owned_by", "winnow");
                json.WriteString("architecture", model.Info.Architecture);
                json.WriteNumber("parameters", model.Info.ParameterCount);
                json.WriteNumber("max_tokens", model.MaxTokens);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
