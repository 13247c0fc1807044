using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Security;

namespace Winnow.Server.Page;

/// <summary>The page at <c>/</c> on which the server can be tried: static files that ask the same addresses as every other client.</summary>
static class PageRoutes
{
    // Scripts and styles from here alone and none inside of the HTML; no plugin, no frame, no form that goes elsewhere. Trusted types make every use of innerHTML an error.
    const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the page and its files unless the options say otherwise.</summary>
    public static void Map(IEndpointRouteBuilder group)
    {
        if (!group.ServiceProvider.GetRequiredService<WinnowServerOptions>().Page)
            return;
        foreach (PageAsset asset in PageAsset.LoadAll())
        {
            bool index = asset.Name == PageAsset.IndexName;
            // An application's own page at the same address goes first.
            group.MapMethods(index ? "/" : $"/page/{asset.Name}", _methods, (RequestDelegate)(context => WriteAsync(context, asset, index))).WithOrder(1).AllowWithoutKey();
        }
    }

    static Task WriteAsync(HttpContext context, PageAsset asset, bool index)
    {
        // The page names its files and the API relative to its own address.
        if (index && !(context.Request.PathBase + context.Request.Path).Value!.EndsWith('/'))
        {
            context.Response.Redirect($"{context.Request.PathBase}{context.Request.Path}/{context.Request.QueryString}", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        return TypedResults.Bytes(asset.Bytes, asset.ContentType, entityTag: asset.Tag).ExecuteAsync(context);
    }
}
