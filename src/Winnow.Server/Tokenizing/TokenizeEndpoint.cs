using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Dialects;
using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Server.Security;

namespace Winnow.Server.Tokenizing;

/// <summary><c>POST /tokenize</c> in the shapes of text-embeddings-inference, vLLM and llama.cpp, told apart by their fields, and of pairs as the model reads them.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class TokenizeEndpoint(ModelCatalog models, WinnowServerOptions options, RerankEndpoint errors)
{
    static readonly TeiDialect _tei = new();
    static readonly ScoreDialect _openAi = new();

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/tokenize", (RequestDelegate)(context => context.RequestServices.GetRequiredService<TokenizeEndpoint>().AnswerAsync(context)))
            .WithMetadata(new RouteDialect(_openAi));

    async Task AnswerAsync(HttpContext context)
    {
        // Errors go by the same fields as answers.
        Dialect dialect = _openAi;
        CancellationToken aborted = context.RequestAborted;
        try
        {
            RerankEndpoint.CheckMediaType(context.Request);
            using JsonDocument body = await RequestBody.ReadAsync(context.Request, options.MaxBodyBytes, aborted).ConfigureAwait(false);
            JsonFields fields = JsonFields.Of(body.RootElement, "");
            if (fields.Has("inputs"))
                dialect = _tei;
            using ModelLease lease = models.Lease(fields.OptionalText("model"));
            await RerankEndpoint.WriteAsync(context.Response, StatusCodes.Status200OK, json => Write(json, fields, lease.Model)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
#pragma warning disable CA1031 // The last resort: every request is answered in the dialect's own shape, without a stack.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (context.Response.HasStarted)
                context.Abort();
            else
                await RerankEndpoint.WriteErrorAsync(context, dialect, errors.Translate(error)).ConfigureAwait(false);
        }
    }

    void Write(Utf8JsonWriter json, JsonFields fields, ServedModel model)
    {
        if (fields.Has("inputs"))
            TeiTokens.Write(json, fields, model, options.MaxDocuments);
        else if (fields.Has("prompt"))
            VllmTokens.Write(json, fields, model);
        else if (fields.Has("content"))
            LlamaTokens.Write(json, fields, model);
        else if (fields.Has("query") || fields.Has("document"))
            PairTokens.Write(json, fields, model);
        else
            throw new ApiException(ApiFault.Invalid, "There is nothing to tokenize: send 'inputs' (a text or a list of texts), 'prompt', 'content', or 'query' with 'document'.");
    }
}
