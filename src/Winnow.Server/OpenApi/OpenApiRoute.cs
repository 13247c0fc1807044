using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Winnow.Server.Security;

namespace Winnow.Server.OpenApi;

/// <summary><c>GET /openapi.json</c>: what there is to ask for, with examples.</summary>
static class OpenApiRoute
{
    public static void Map(RouteGroupBuilder group, string prefix)
    {
        // Put together when somebody first asks.
        var document = new Lazy<byte[]>(() => OpenApiDocument.Create(prefix));
        group.MapGet("/openapi.json", (RequestDelegate)(context => WriteAsync(context, document.Value))).AllowWithoutKey();
    }

    static async Task WriteAsync(HttpContext context, byte[] document)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = document.Length;
        await context.Response.Body.WriteAsync(document, context.RequestAborted).ConfigureAwait(false);
    }
}
