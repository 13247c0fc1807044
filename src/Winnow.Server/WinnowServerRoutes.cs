using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Dialects;
using Winnow.Server.Grpc;
using Winnow.Server.Http;
using Winnow.Server.OpenApi;
using Winnow.Server.Page;
using Winnow.Server.SageMaker;
using Winnow.Server.Security;
using Winnow.Server.Tokenizing;

namespace Winnow.Server;

/// <summary>Maps Winnow's addresses into an application.</summary>
public static class WinnowServerRoutes
{
    static readonly JinaDialect _jina = new();
    static readonly CohereDialect _cohere = new();
    static readonly VoyageDialect _voyage = new();
    static readonly TeiDialect _tei = new();
    static readonly ScoreDialect _score = new();
    static readonly NvidiaDialect _nvidia = new();
    static readonly BedrockDialect _bedrock = new();

    /// <summary>Maps the rerank APIs of Jina, Cohere, Voyage, text-embeddings-inference, llama.cpp, vLLM, NVIDIA and Bedrock, and what tells about the server.</summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="prefix">What stands before every address, such as <c>/rerank-service</c>; empty by default.</param>
    /// <returns>The group of all routes, to which conventions can be added.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The server's services have not been added.</exception>
    public static RouteGroupBuilder MapWinnow(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (endpoints.ServiceProvider.GetService<RerankEndpoint>() is null)
            throw new InvalidOperationException("MapWinnow needs the server's services: call builder.Services.AddWinnow(server => { … }) before the application is built.");

        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        RequestGate.Guard(group);
        Map(group, "/v1/rerank", _jina, ByTop);
        Map(group, "/v2/rerank", _cohere);
        Map(group, "/rerank", _jina, ByFields);
        Map(group, "/reranking", _jina, ByFields);
        Map(group, "/v1/reranking", _jina, ByFields);
        Map(group, "/score", _score);
        Map(group, "/v1/score", _score);
        Map(group, "/ranking", _nvidia);
        Map(group, "/v1/ranking", _nvidia);
        Map(group, "/", _tei);
        ModelRoutes.Map(group);
        InfoRoute.Map(group);
        TokenizeEndpoint.Map(group);
        OpenApiRoute.Map(group, prefix);
        GrpcRoutes.Map(group);
        PageRoutes.Map(group);
        SageMakerRoutes.Map(group);
        return group;
    }

    // Without top_k a request of Voyage looks like one of Jina, and the answer serves both.
    static Dialect ByTop(JsonFields body) => body.Has("top_k") && !body.Has("top_n") ? _voyage : _jina;

    /// <summary>Finds the dialect of a body of <c>/rerank</c>.</summary>
    internal static Dialect ByFields(JsonFields body)
    {
        if (body.Has("texts"))
            return _tei;
        return body.Has("queries") && body.Has("sources") ? _bedrock : ByTop(body);
    }

    static void Map(RouteGroupBuilder group, string path, Dialect usual, Func<JsonFields, Dialect>? choose = null) =>
        group.MapPost(path, (RequestDelegate)(context => context.RequestServices.GetRequiredService<RerankEndpoint>().AnswerAsync(context, usual, choose)))
            .WithMetadata(new RouteDialect(usual));
}
