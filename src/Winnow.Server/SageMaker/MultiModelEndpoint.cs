using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Dialects;
using Winnow.Server.Http;

namespace Winnow.Server.SageMaker;

/// <summary><c>/models</c>: how SageMaker loads, lists, asks and unloads the models of a multi-model endpoint.</summary>
sealed class MultiModelEndpoint(MultiModelHost models, InvocationEndpoint invocations, RerankEndpoint errors, WinnowServerOptions options)
{
    static readonly JinaDialect _dialect = new();

    /// <summary>Maps the addresses.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/models", (RequestDelegate)(context => Of(context).ListAsync(context)));
        group.MapPost("/models", (RequestDelegate)(context => Of(context).LoadAsync(context)));
        group.MapGet("/models/{name}", (RequestDelegate)(context => Of(context).GetAsync(context)));
        group.MapDelete("/models/{name}", (RequestDelegate)(context => Of(context).UnloadAsync(context)));
        group.MapPost("/models/{name}/invoke", (RequestDelegate)(context => Of(context).InvokeAsync(context)));

        static MultiModelEndpoint Of(HttpContext context) => context.RequestServices.GetRequiredService<MultiModelEndpoint>();
    }

    Task ListAsync(HttpContext context) => WriteAsync(context, json => WriteList(json, models.Models));

    Task GetAsync(HttpContext context) => GuardAsync(context, _ =>
    {
        LoadedArchive model = models.Get(Name(context));
        return WriteAsync(context, json => Write(json, model));
    });

    Task UnloadAsync(HttpContext context) => GuardAsync(context, _ =>
    {
        models.Unload(Name(context));
        return WriteAsync(context, json => WriteStatus(json, $"The model '{Name(context)}' is unloaded."));
    });

    Task InvokeAsync(HttpContext context) => GuardAsync(context, _ => invocations.AnswerAsync(context, models.Get(Name(context)).Name));

    Task LoadAsync(HttpContext context) => GuardAsync(context, async aborted =>
    {
        byte[] bytes = await RequestBody.ReadBytesAsync(context.Request, options.MaxBodyBytes, aborted).ConfigureAwait(false);
        using JsonDocument json = RequestBody.Parse(bytes);
        JsonFields fields = JsonFields.Of(json.RootElement, "");
        (string name, string url) = (fields.Text("model_name"), fields.Text("url"));
        if (string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(url) || url.Contains('\0', StringComparison.Ordinal))
            throw new ApiException(ApiFault.Invalid, "The fields 'model_name' and 'url' must not be empty.", string.IsNullOrWhiteSpace(name) ? "model_name" : "url");
        await models.LoadAsync(name, url, aborted).ConfigureAwait(false);
        await WriteAsync(context, json => WriteStatus(json, $"The model '{name}' is loaded.")).ConfigureAwait(false);
    });

    Task GuardAsync(HttpContext context, Func<CancellationToken, Task> answer) => InvocationGuard.RunAsync(context, errors, () => _dialect, answer);

    static string Name(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write) => RerankEndpoint.WriteAsync(context.Response, StatusCodes.Status200OK, write);

    // All on one page, which is the last: there is no nextPageToken.
    static void WriteList(Utf8JsonWriter json, IReadOnlyList<LoadedArchive> loaded)
    {
        json.WriteStartObject();
        json.WriteStartArray("models");
        foreach (LoadedArchive model in loaded)
            Write(json, model);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, LoadedArchive model)
    {
        json.WriteStartObject();
        json.WriteString("modelName", model.Name);
        json.WriteString("modelUrl", model.Url);
        json.WriteEndObject();
    }

    static void WriteStatus(Utf8JsonWriter json, string status)
    {
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteEndObject();
    }
}
