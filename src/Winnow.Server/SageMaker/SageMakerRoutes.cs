using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Dialects;
using Winnow.Server.Security;

namespace Winnow.Server.SageMaker;

/// <summary>The addresses by which Amazon SageMaker talks to a container.</summary>
static class SageMakerRoutes
{
    // Before the body is read.
    static readonly RouteDialect _errors = new(new JinaDialect());

    /// <summary>Maps them. What SageMaker asks without a client behind it is marked as allowed for anybody: it has no key to send.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        SageMakerOptions options = ((IEndpointRouteBuilder)group).ServiceProvider.GetRequiredService<WinnowServerOptions>().SageMaker;
        group.MapGet("/ping", (RequestDelegate)(context => Ping.AnswerAsync(context, options))).AllowWithoutKey();
        group.MapGet("/execution-parameters", (RequestDelegate)(context => ExecutionParameters.AnswerAsync(context, options))).AllowWithoutKey();
        group.MapPost("/invocations", (RequestDelegate)InvokeAsync).WithMetadata(_errors);
        // Where AWS's SDKs ask when their endpoint is set to this server, as one does on a developer's machine. The endpoint's name says nothing.
        group.MapPost("/endpoints/{name}/invocations", (RequestDelegate)InvokeAsync).WithMetadata(_errors);
        if (options.MultiModel)
            MultiModelEndpoint.Map(group);
    }

    static Task InvokeAsync(HttpContext context) => context.RequestServices.GetRequiredService<InvocationEndpoint>().AnswerAsync(context, null);
}
