using Microsoft.AspNetCore.Builder;

namespace Winnow.Server.Security;

/// <summary>Marks routes that are answered without a key and without counting.</summary>
static class PublicRoute
{
    /// <summary>Answers everybody, for what load balancers and browsers ask before anybody has shown a key; an application's own authorization lets them through, too.</summary>
    /// <param name="routes">The routes.</param>
    public static T AllowWithoutKey<T>(this T routes)
        where T : IEndpointConventionBuilder => routes.WithMetadata(Mark.Instance).AllowAnonymous();

    /// <summary>Gets whether an endpoint was marked.</summary>
    public static bool Is(Microsoft.AspNetCore.Http.Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<Mark>() is not null;

    sealed class Mark
    {
        public static readonly Mark Instance = new();
    }
}
