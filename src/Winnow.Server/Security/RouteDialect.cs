using Microsoft.AspNetCore.Http;
using Winnow.Server.Dialects;

namespace Winnow.Server.Security;

/// <summary>A route's dialect, in which errors are told before anybody has read the body.</summary>
/// <param name="Dialect">The dialect.</param>
sealed record RouteDialect(Dialect Dialect)
{
    // Its errors have the fields that most clients look for.
    static readonly JinaDialect _usual = new();

    /// <summary>Gets the dialect of a request's route, or the usual one where the route has none.</summary>
    public static Dialect Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RouteDialect>()?.Dialect ?? _usual;
}
